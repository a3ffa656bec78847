#!/usr/bin/env python3
import json, sys
for line in sys.stdin:
    item = json.loads(line)
    item['fieldsSeen'] = sorted(item)
    print(json.dumps(item), flush=True)
