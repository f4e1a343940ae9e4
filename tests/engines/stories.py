"""What the stories of `examples/crawl/site` end with; the rest of their pages is none."""

LAST_PARAGRAPHS = {
    "en/crane.html": "A first lift, of an empty barge, is planned for the second Saturday in April.",
    "en/library.html": "moves back to its old place beside the south window.",
    "en/otters.html": "The trust will advise pond owners on fencing without charge, and repeats the count in 2030.",
    "de/strassenbahn.html": "wenn die Zahlen des ersten halben Jahres vorliegen.",
    "de/apfelernte.html": "denn die Blüte hat sich um zehn Tage verspätet.",
    "de/freibad.html": "Bei Regen schließt das Bad um fünfzehn Uhr.",
    "fr/pont.html": "ce que réclament les commerçants du bourg.",
    "fr/fromagerie.html": "Son prix n'augmentera pas cette année, promet la coopérative.",
}
