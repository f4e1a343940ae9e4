"""Reports: what stayed and what went of many documents, on one page of HTML for the eye."""
