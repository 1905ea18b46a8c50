# 联合督查通知单。只陈述数据、对照、疑点和要求，不作评价。
notice-draft = 草稿：未经签署盖章，不具效力，不得送达
notice-group = 联合督查组
notice-number = 编号：{ $id }
notice-title = 关于{ $unit }签收移交案件时限情况的联合督查通知单
notice-addressee = { $unit }：
notice-addressee-in = { $unit }（{ $division }）：

notice-heading-matter = 一、事由
notice-heading-findings = 二、数据与对照
notice-heading-doubt = 三、数据不能说明的
notice-heading-evidence = 四、证据
notice-heading-asks = 五、请你单位办理的事项
notice-heading-reply = 六、答复期限
notice-heading-basis = 七、依据
notice-heading-objection = 八、说明情况和提出异议
notice-heading-check = 九、核对
notice-sign-off = 会签

notice-matter = { $offices }就案件移交后的签收时限联合督查。截至{ $now }，移交你单位的案件共 { $handoffs } 件次，其中 { $overdue } 件次自移交起等待签收超过 { $hours } 小时。现将数据、证据和请你单位办理的事项通知如下。

notice-findings-caption = 表1 签收等待情况
notice-column-figure = 项目
notice-column-unit = 你单位
notice-scope-kind = 对照：同类（{ $kind }）{ $units } 个单位
notice-scope-all = 对照：全部 { $units } 个单位
notice-row-handoffs = 移交件次
notice-row-overdue = 等待签收超过 { $hours } 小时的件次
notice-row-rate = 超时率
notice-row-median = 等待签收的中位时长
notice-rate = { $percent }（{ $part }/{ $whole }）
notice-median-of-all = { $wait }（全部移交）
notice-p-about = 约为 { $p }
notice-p-below = 小于 10⁻³⁰⁰
notice-probability = 假如移交你单位的每一件次超时的可能与对照的超时率相同，{ $handoffs } 件次中有 { $overdue } 件次或更多超时的概率{ $p }。

notice-doubt-clock = 等待从移交时起算，到签收时为止；未签收的，算到本通知起草时，案件已办结的，算到办结时。按自然时间计，夜间、周末和节假日都算在内。
notice-doubt-recording = 数据只反映登记的时刻。已经接收而没有在系统中签收、登记晚于实际、移交对象有误、材料不齐等情形，从数据中看不出来。
notice-doubt-likeness = 对照没有区分案件种类、难易和各单位的人员、职责；概率的计算还假定各件次互不影响。
notice-doubt-many = 许多单位同时参与比较，按本规则标出的单位中，平均最多可能有 { $fdr } 属于偶然；你单位是否属于偶然，数据不能断定。
notice-doubt-verdict = 以上是供人核实的证据，不是结论。有没有问题、原因何在、由谁负责，要由人在听取你单位说明之后认定。

notice-late-caption = 表2 等待签收超过时限的移交（共 { $all } 件次，等待最久的在前）
notice-late-caption-cut = 表2 等待签收超过时限的移交（共 { $all } 件次，列出等待最久的 { $shown } 件次）
notice-column-number = 序号
notice-column-case = 案件
notice-column-seq = 流转序号
notice-column-from = 移交单位
notice-column-sent = 移交时间
notice-column-received = 签收时间
notice-column-wait = 等待
notice-not-received = 未签收
notice-senders-caption = 表3 等待合计最久的移交单位（共 { $all } 个，列出 { $shown } 个）
notice-column-late = 超时件次
notice-column-longest = 最久等待
notice-column-total = 等待合计

notice-reply = 请于{ $due }之前（含当日）书面答复。
notice-reply-derivation = 期限的计算：起草日{ $drafted }不计在内，自次日起数 { $days } 个自然日，周末和节假日不扣除，末日为{ $due }（时区 { $zone }）。正式签发的通知单，以其载明的日期为准。
notice-objection = 你单位有权说明情况、更正数据，对本通知单的任何内容提出异议。你单位的说明和异议将记入台账，凡展示上述数据之处，一并展示。
notice-check = 以上数据由台账第 { $seq } 条及以前的记录算得。持有台账副本的任何人都可以运行 duban verify 重新计算台账的根，与下列数值核对。
notice-root = 台账的默克尔根（SHA-256）：
notice-signed = 签署人：
notice-seal = （印章）
notice-signed-date = 　　年　　月　　日
notice-footer = { $date }起草。规则手册：{ $playbook }。
