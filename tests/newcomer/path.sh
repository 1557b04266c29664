#!/bin/sh
# A newcomer's path: one new file, three lines edited, a run, a look at what came out, a comparison. No key.
# Called with a folder of documents, in an empty folder; `colloquist` is on the path.
set -eu
documents=$1

colloquist new idea

sed -e 's|"user": "When an answer.*|"user": "You write to a colleague and come to the point.",|' \
    -e 's|"refiner": "An answer.*|"refiner": "A case that has no number in it is not clear.",|' \
    -e 's|# "user_turn": user_turn,|"user_turn": user_turn,|' idea.py > edited && mv edited idea.py

colloquist graph idea.py
colloquist generate "$documents" --strategy idea.py --out runs/idea --limit 5
colloquist show runs/idea --list
colloquist show runs/idea
colloquist trace runs/idea "$(colloquist show runs/idea --list | head -n 1 | cut -d ' ' -f 1)"
colloquist compare conversation idea.py --on "$documents" --snippets 6 --out runs/compared
