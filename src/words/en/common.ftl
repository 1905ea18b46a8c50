# Used everywhere: durations, dates, lists.
duration-days = { $h ->
    [0] { $d } d
   *[other] { $d } d { $h } h
}
duration-hours = { $m ->
    [0] { $h } h
   *[other] { $h } h { $m } min
}
duration-minutes = { $s ->
    [0] { $m } min
   *[other] { $m } min { $s } s
}
duration-seconds = { $s } s
date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
date-with-weekday = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}, { $date }
moment = { $date }, { $time }
# What stands between the items of a list is inside the quotation marks.
list-cut = { $list } … ({ $count } in all)
list-cut-days = { $list } … ({ $count } in all)
list-cut-units = { $list } … ({ $count } in all)
list-separator = ", "
