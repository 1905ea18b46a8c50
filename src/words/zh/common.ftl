# 各处通用：时长、日期、列举。
duration-days = { $h ->
    [0] { $d }天
   *[other] { $d }天{ $h }小时
}
duration-hours = { $m ->
    [0] { $h }小时
   *[other] { $h }小时{ $m }分
}
duration-minutes = { $s ->
    [0] { $m }分钟
   *[other] { $m }分{ $s }秒
}
duration-seconds = { $s }秒
date = { $year }年{ $month }月{ $day }日
date-with-weekday = { $date }（星期{ $weekday ->
    [1] 一
    [2] 二
    [3] 三
    [4] 四
    [5] 五
    [6] 六
   *[7] 日
}）
moment = { $date } { $time }
# 引号之内是列举时各项之间的分隔。
list-cut = { $list }等{ $count }项
list-cut-days = { $list }等{ $count }天
list-cut-units = { $list }等{ $count }家
list-separator = "、"
