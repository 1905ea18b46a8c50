# Clocks of a case, and the columns of overdue ones.
sweep-column-clock = clock
sweep-column-charged = charged
sweep-column-due = due
sweep-column-past = past for
clock-provisional-date = { $date } (provisional)
