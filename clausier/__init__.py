"""The roof: the domain, the workbook and the documents meet; files, clock, command line."""
