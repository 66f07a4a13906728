"""The tokenizer of the tiny checkpoints: bytes, the special tokens under their true names, some tags."""
# pyright: standard
# tokenizers and transformers have no types worth knowing.

from pathlib import Path
from typing import Any, Final

VOCABULARY: Final = 320  # rows of the embedding; some are spare, as in the real ones

PIECES: Final = (
    *("<html><body>\n", "</body></html>", '">', '"/>', '<img data-bbox="', '<table data-bbox="'),
    *('<h1 data-bbox="', '<h2 data-bbox="', '<p data-bbox="', '<li data-bbox="', '<div class="'),
    *("</h1>\n", "</h2>\n", "</p>\n", "</li>\n", "</div>\n", "</table>\n"),
    *("<tr>", "</tr>", "<td>", "</td>", "<th>", "</th>"),
)
QWEN_SPECIAL: Final = (
    *("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|object_ref_start|>", "<|object_ref_end|>"),
    *("<|box_start|>", "<|box_end|>", "<|quad_start|>", "<|quad_end|>", "<|vision_start|>", "<|vision_end|>"),
    *("<|vision_pad|>", "<|image_pad|>", "<|video_pad|>"),
)
INTERNVL_SPECIAL: Final = (
    *("<img>", "</img>", "<IMG_CONTEXT>", "<video>"),
    *("<quad>", "</quad>", "<ref>", "</ref>", "<box>", "</box>"),
)
LLAMA_SPECIAL: Final = ("<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>", *INTERNVL_SPECIAL)

# A conversation, as the families' own templates spell it.
_TURN: Final = "{{ '<|im_start|>' + message.role + '\\n' }}"
_END: Final = "{{ '<|im_end|>\\n' }}"
_CONTENT: Final = (
    "{% if message.content is string %}{{ message.content }}{% else %}{% for part in message.content %}"
    "{% if part.type == 'image' %}{{ 'IMAGE' }}{% else %}{{ part.text }}{% endif %}"
    "{% endfor %}{% endif %}"
)
_ASK: Final = "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
_TURNS: Final = "{% for message in messages %}DEFAULT" + _TURN + _CONTENT + _END + "{% endfor %}" + _ASK
_DEFAULT_SYSTEM: Final = (
    "{% if loop.first and message.role != 'system' %}"
    "{{ '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}{% endif %}"
)
QWEN_IMAGE: Final = "<|vision_start|><|image_pad|><|vision_end|>"


def template(image: str, *, default_system: bool) -> str:
    """A chat template in Jinja that writes `image` for an image."""
    return _TURNS.replace("IMAGE", image).replace("DEFAULT", _DEFAULT_SYSTEM if default_system else "")


def write_tokenizer(
    folder: Path, special: tuple[str, ...], chat: str, *, end: str, begin: str | None = None
) -> dict[str, int]:
    """Bytes, the special tokens, some tags; returns the id of each special token.

    With `begin`, that token is set before every text, as the tokenizers of InternLM2 do.
    """
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={letter: n for n, letter in enumerate(letters)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(text, special=True, normalized=False) for text in special])
    tokenizer.add_tokens([AddedToken(text, normalized=False) for text in PIECES])
    assert tokenizer.get_vocab_size() <= VOCABULARY
    ids = {text: n for text, n in tokenizer.get_vocab().items() if text in special}
    if begin is not None:
        first = [(begin, ids[begin])]
        tokenizer.post_processor = processors.TemplateProcessing(single=f"{begin} $A", special_tokens=first)
    pad = "<|endoftext|>" if "<|endoftext|>" in ids else "</s>"
    named: dict[str, Any] = {"eos_token": end, "pad_token": pad} | ({"bos_token": begin} if begin else {})
    written = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, clean_up_tokenization_spaces=False, model_max_length=32768, **named
    )
    written.chat_template = chat
    written.save_pretrained(folder)
    return ids
