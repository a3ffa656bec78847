#!/usr/bin/env python3
"""Gives each article a slug made of its title."""
import json
import re
import sys
import unicodedata

for line in sys.stdin:
    article = json.loads(line)
    plain = unicodedata.normalize("NFKD", article["title"]).encode("ascii", "ignore").decode()
    article["slug"] = "-".join(re.findall("[a-z0-9]+", plain.lower()))
    print(json.dumps(article), flush=True)
