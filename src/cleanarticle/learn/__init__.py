"""Site profiles: what the pages of one site share to the letter, learned from many of them.

`corpus` reads pages from a stream, `page` and `witness` say what is on them and which are different, `site` and
`evidence` which lines are the site's, `profile` keeps them in a file, `merge` brings a new file into an older one, and
`folder` gives the cleaner what it needs.
"""
