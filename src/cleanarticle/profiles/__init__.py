"""Site profiles: the lines that many pages of one site share word for word, learned from those pages.

`corpus` reads pages from a stream.  `page` lists the lines of a page, `witness` groups pages with nearly the same text.
`site` and `evidence` decide which lines are boilerplate of the site.  `profile` matches them in a text.  `file` reads
and writes profiles, `merge` adds new counts to an existing profile, and `folder` finds the profile for a URL.
"""
