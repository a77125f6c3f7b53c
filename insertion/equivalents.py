"""Hours in days and weeks of work, for whoever reads a number of hours: full days, full weeks."""

HOURS_A_DAY = 7
HOURS_A_WEEK = 35
"""What everybody counts a full day and a full week of work with: 35 hours over five days."""
FULL_TIME_YEAR = "conversion_heures.etp_annuel_paye"
"""The reference figure one full-time post is counted with unless another is given: it is
arithmetic, where the other bases in use await a text."""
