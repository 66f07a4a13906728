"""Pages through a model: its weights on devices, and what keeps them busy. Needs the `vl` extra."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from docparse.families import Family

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer


@dataclass(frozen=True, slots=True)
class Loaded:
    """A checkpoint ready to run: transformers' own module, in evaluation mode, on its devices."""

    family: Family
    module: "torch.nn.Module"
    tokenizer: "Tokenizer"
    eos: frozenset[int]  # any of these ends an answer
    device: "torch.device"  # where inputs go; the module may reach over further ones
    dtype: "torch.dtype"

    @property
    def vocabulary(self) -> int:
        """How many tokens the model tells apart; a tokenizer may have fewer."""
        head = cast(Any, self.module.get_submodule("lm_head"))  # torch names it Tensor | Module
        return head.weight.shape[0]

    @property
    def context(self) -> int:
        """How many tokens of prompt and answer the model was made for."""
        return cast(Any, self.module).config.get_text_config().max_position_embeddings
