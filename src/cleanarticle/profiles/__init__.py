"""Site profiles: what the pages of one site share to the letter, learned from many of them.

`corpus` reads pages from a stream, `page` and `witness` say what is on them and which are different, `site` and
`evidence` which lines are the site's, `profile` has them speak against the lines of a text, `file` keeps them, `merge`
brings what is new into what is there, and `folder` gives the cleaner what it needs.
"""
