#!/usr/bin/env python3
import json, sys
for line in sys.stdin:
    item = json.loads(line)
    if item['_id'] == 'u3':
        sys.exit('cannot cope with ' + item['name'])
    item['seen'] = True
    print(json.dumps(item), flush=True)
