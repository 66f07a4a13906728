"""Documents made to measure by: set by Typst from blocks that are known, with the box of each."""
