#!/usr/bin/env python3
"""Compares the files that another generator made with those of the site that was imported. Run by hand:

    hugo -s OLD -d THEIRS                        (or jekyll build -s OLD -d THEIRS)
    sitegen import hugo OLD --into NEW --format json > report.json
    sitegen build -r NEW
    tests/import/compare.py THEIRS NEW/public report.json

Prints each page of theirs that has no file of ours at its path. Of these, lines with `report:` are in the report, those
with `list:` are lists that the other generator's theme made, and those with `LOST:` are neither: there should be none.
The exit code is 1 where there is one.
"""

import json
import os
import re
import sys


def files(root):
    found = set()
    for folder, _, names in os.walk(root):
        for name in names:
            found.add(os.path.relpath(os.path.join(folder, name), root))
    return found


def of_address(address):
    path = address.lstrip("/")
    return path + "index.html" if path == "" or path.endswith("/") else path


def main(theirs, ours, report):
    theirs, ours = files(theirs), files(ours)
    report = json.load(open(report, encoding="utf-8"))
    told = {}
    for page in report["pages"]:
        if page["before"] and (page["before"] != page["after"] or page["draft"]):
            told[of_address(page["before"])] = page["source"]
    for remark in report["remarks"]:
        if remark["file"]:
            told.setdefault(remark["file"], remark["what"])
            told.setdefault(re.sub(r"^(static|content)/", "", remark["file"]), remark["what"])
    lists = re.compile(r"(^|/)(tags|categories|page|series|authors)/|(^|/)index\.xml$|^sitemap\.xml$|^feed\.xml$|^404\.html$")
    lost = 0
    for path in sorted(theirs - ours):
        if path in told:
            print(f"report: {path} ({told[path]})")
        elif lists.search(path):
            print(f"list: {path}")
        else:
            lost += 1
            print(f"LOST: {path}")
    print(f"{len(theirs)} files of theirs, {len(theirs & ours)} of them here, {lost} lost")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
