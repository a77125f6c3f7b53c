"""The functions in LibreOffice Calc: what an extension declares, and the part that runs there."""
