"""Excel clothes for the domain: the workbook, its reader, buyers' tables, custom functions."""
