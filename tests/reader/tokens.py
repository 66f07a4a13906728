"""The reader's tokenizer: bytes without merges, Qwen's special tokens by name, a piece for each tag."""

from functools import cache
from pathlib import Path
from typing import Final

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

SPECIAL: Final = (
    *("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|object_ref_start|>", "<|object_ref_end|>"),
    *("<|box_start|>", "<|box_end|>", "<|quad_start|>", "<|quad_end|>", "<|vision_start|>"),
    *("<|vision_end|>", "<|vision_pad|>", "<|image_pad|>", "<|video_pad|>"),
)
_BLOCKS: Final = ("h1", "h2", "p", "table")
PIECES: Final = (
    *("<html><body>\n", "</body></html>", '">', "<tr>", "</tr>", "<td>", "</td>"),
    *(f'<{tag} data-bbox="' for tag in _BLOCKS),
    *(f"</{tag}>\n" for tag in _BLOCKS),
    *("You are a helpful assistant.", "system\n", "user\n", "assistant\n", "QwenVL HTML "),
)
END: Final = "<|im_end|>"
PAD: Final = "<|endoftext|>"
IMAGE: Final = "<|image_pad|>"
IMAGE_TURN: Final = f"<|vision_start|>{IMAGE}<|vision_end|>"
BEFORE_IMAGE: Final = (
    "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n<|vision_start|>"
)
AFTER_IMAGE: Final = "<|vision_end|>QwenVL HTML <|im_end|>\n<|im_start|>assistant\n"
VOCABULARY: Final = 304  # rounded up; no token has the last few ids

_TEMPLATE: Final = r"""
{%- if messages[0].role != 'system' -%}
  {{ '<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n' }}
{%- endif -%}
{%- for message in messages -%}
  {{ '<|im_start|>' + message.role + '\n' }}
  {%- if message.content is string -%}
    {{ message.content }}
  {%- else -%}
    {%- for part in message.content -%}
      {{ 'THE IMAGE' if part.type == 'image' else part.text }}
    {%- endfor -%}
  {%- endif -%}
  {{ '<|im_end|>\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
  {{ '<|im_start|>assistant\n' }}
{%- endif -%}
"""


@cache
def tokenizer(special: tuple[str, ...] = SPECIAL, pieces: tuple[str, ...] = PIECES) -> Tokenizer:
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    made = Tokenizer(models.BPE(vocab={letter: n for n, letter in enumerate(letters)}, merges=[]))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in special])
    made.add_tokens([AddedToken(piece, special=False, normalized=False) for piece in pieces])
    return made


@cache
def token(piece: str) -> int:
    """The id of what is one token."""
    (only,) = tokenizer().encode(piece).ids
    return only


def encode(text: str) -> list[int]:
    return tokenizer().encode(text).ids


def decode(ids: list[int]) -> str:
    return tokenizer().decode(ids, skip_special_tokens=True)


def save(folder: Path, made: Tokenizer, special: tuple[str, ...] = SPECIAL, image: str = IMAGE_TURN) -> None:
    """tokenizer.json, tokenizer_config.json and chat_template.jinja; `image` stands for one in a chat."""
    from transformers import PreTrainedTokenizerFast

    fast = PreTrainedTokenizerFast(
        tokenizer_object=made,
        eos_token=END,
        pad_token=PAD,
        additional_special_tokens=[*special],
        clean_up_tokenization_spaces=False,
        model_max_length=4096,
    )
    fast.chat_template = _TEMPLATE.replace("THE IMAGE", image)
    fast.save_pretrained(folder)
