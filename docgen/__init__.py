"""Wording to documents: clauses, their blocks, and the Word pieces made of them."""
