#!/usr/bin/env bash
# List the pages of a document with their headings; fail when one of them could not be read whole.
#     pipeline.sh < report.pdf
set -uo pipefail
docparse - --to jsonl --quiet |
    jq -r '[.number, .status, (.blocks | map(select(.type == "heading").text) | join(" / "))] | @tsv' |
    awk -F '\t' '
        { printf "page %s: %-7s %s\n", $1, $2, $3 }
        $2 != "ok" { lost++ }
        END { exit lost > 0 || NR == 0 }'
