# 案件的各项时限，以及逾期列表的列名。
sweep-column-clock = 时限
sweep-column-charged = 负责单位
sweep-column-due = 到期
sweep-column-past = 已逾期
clock-provisional-date = { $date }（暂定）
