"""Authors: what stands between the title of a paper and its abstract."""

import re
from collections.abc import Sequence
from dataclasses import replace

from docparse.engines.light.regions import Region

_ABSTRACT = re.compile(
    r"^(?:abstract|summary|zusammenfassung|r[ée]sum[ée]|resumen|riassunto|摘\s*要)\b", re.IGNORECASE
)
_MOST = 12  # regions that may stand there
_LONGEST = 400  # characters


def marked(regions: Sequence[Region]) -> list[Region]:
    """Regions in reading order, those between title and abstract as authors; none without both."""
    end = next((i for i, region in enumerate(regions) if _ABSTRACT.match(region.text)), 0)
    start = next((i for i, region in enumerate(regions[:end]) if region.kind in ("title", "heading")), end)
    between = regions[start + 1 : end]
    if not between or len(between) > _MOST or any(_is_other(region, regions[start]) for region in between):
        return list(regions)
    return [
        *regions[: start + 1],
        *(replace(region, kind="author") if region.lines else region for region in between),
        *regions[end:],
    ]


def _is_other(region: Region, title: Region) -> bool:
    """Whether a region tells that this is no list of authors."""
    larger = bool(region.lines) and region.lines[0].size > title.lines[0].size
    return larger or region.kind in ("table", "code", "formula") or len(region.text) > _LONGEST
