#!/usr/bin/env python3
import json, sys
for line in sys.stdin:
    item = json.loads(line)
    item['name'] = item['name'].upper()
    print(json.dumps(item), flush=True)
