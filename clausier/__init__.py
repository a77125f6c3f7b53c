"""The roof: composes the domain, the workbook and the documents; owns files, clock and command line."""
