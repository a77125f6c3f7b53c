"""The catalogue: a library as pages to read, in a browser, from a folder or any static host.

Each module makes the content of one kind of page; ``pages`` words them and gives the whole site.
"""
