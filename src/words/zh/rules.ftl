# 规则手册中被违反的规则。
rule-fact = { $about } { $said }
rule-window = 最近{ $days }天内
rule-separator = "；"

rule-fact-why = 原因
rule-fact-needs = 要求
rule-fact-has = 现有
rule-fact-min = 至少
rule-fact-min-follow_up_gaps = 各轮累计至少
rule-fact-has-follow_up_gaps = 累计回访
rule-fact-max = 至多
rule-fact-kinds = 单位类型
rule-fact-kinds-tier_gaps = 以下任一类
rule-fact-kinds-lead_gaps = 以下任一类
rule-fact-kinds-roster_gaps = 以下任一类
rule-fact-mode = 入驻方式
rule-fact-missed = 缺
rule-fact-missed-roster_gaps = 未排天数
rule-fact-missed-meeting_gaps = 缺开次数
rule-fact-of = 应有
rule-fact-of-roster_gaps = 应排天数
rule-fact-of-meeting_gaps = 应开次数
rule-fact-days = 日期
rule-fact-campaign = 排查活动
rule-fact-reported_at = 上报时间
rule-fact-at = 发生时间
rule-fact-late_s = 逾期
rule-fact-limit = 时限
rule-fact-step = 步骤
rule-fact-beside = 相对步骤
rule-fact-rung = 级次
rule-fact-from = 此前级次
rule-fact-role = 角色
rule-fact-visit = 第几次回访
rule-fact-called = 应到次数
rule-fact-in_time = 按时
rule-fact-late = 迟到
rule-fact-never = 未到
rule-fact-callers = 召集单位
rule-fact-meetings = 会议
rule-fact-units = 办理单位
rule-fact-lead = 主办单位
rule-fact-case_kind = 案件类型
rule-fact-agency_kind = 单位类型
rule-fact-team = 队伍
rule-fact-board = 板块
rule-fact-case = 案件
rule-fact-interest = 利害关系
rule-fact-title = 任务
rule-fact-project = 项目
rule-fact-path = 法定途径
rule-fact-times = 次数

rule-why-too_few = 不足
rule-why-too_many = 超出
rule-why-nobody_named = 没有登记被反映的单位或者人员
rule-why-wrong_kind = 对象不属于规定的类别
rule-why-missing = 没有
rule-why-missing-roster_gaps = 没有安排
rule-why-missing-meeting_gaps = 没有召开
rule-why-missing-screening_gaps = 没有上报
rule-why-missing-contract_gaps = 没有包案
rule-why-late = 逾期
rule-why-early = 过早
rule-why-lapsed = 已经中断
rule-why-out_of_order = 次序颠倒
rule-why-skipped = 跳过
rule-why-dwelt = 停留过久
rule-why-down = 降级
rule-why-no_end = 没有结果即办结
rule-why-channel = 渠道不符
rule-fact-channel = 渠道
rule-why-wrong_unit = 由无权办理此步的单位办理
rule-why-unknown_rung = 提级到阶梯中没有的级次
rule-why-not_allowed = 无权提级
rule-why-no_party = 缺少参与单位
rule-why-no_leader = 没有包案领导
rule-why-no_task_force = 没有成立专班
rule-why-no_reason = 没有写明理由
rule-why-no_reason-tier_gaps = 分级没有注明由谁、因何作出
rule-why-no_reason-branch_gaps = 未如期望结束，没有写明理由
rule-why-no_reason-record_gaps = 该项没有写明理由
rule-why-past_limit = 超过分级时限
rule-why-no_lead = 没有主办单位
rule-why-several_leads = 有几个主办单位
rule-why-wrong_lead = 主办单位不符
rule-why-no_guide = 没有指导监督单位
rule-why-not_split = 没有导入法定途径
rule-why-split_late = 导入法定途径逾期
rule-why-not_told = 没有告知承办单位和办法
rule-why-told_late = 告知逾期
rule-why-no_unit = 没有责任单位
rule-why-no_unit-record_gaps = 该项没有写明对象单位
rule-why-no_due = 没有完成期限
rule-why-past_due = 到期未完成
rule-why-not_visited = 没有按期回访
rule-why-not_reopened = 反弹后没有按期重新办理
rule-why-recused = 单位已经回避
rule-why-interest = 与案件有利害关系
rule-why-accused = 案件反映的就是本人
rule-why-agency_kind = 单位不办理此类案件
rule-why-team = 队伍不办理此类案件
rule-why-board = 板块不受理此类案件
rule-why-too_often = 退回次数过多
rule-why-designated = 经裁定指定后再次退回
rule-why-not_approved = 异议未经同意即退回

rule-needs-assignments = 责任人
rule-needs-members = 成员
rule-needs-agencies = 单位
rule-needs-links = 结对

rule-limit-calendar_day = { $amount }日
rule-limit-working_day = { $amount }个工作日
rule-limit-hour = { $amount }小时
rule-limit-working_hour = { $amount }个工作小时

detector-shortfalls-means = 按规则手册的要求，人员、成员、单位或者结对关系不足或者超出的区划、单位和人员。
detector-shortfalls-computed = 只计当天有效的责任分工、人员、单位和结对关系，同一人、同一对只计一次；缺得多的排在前面。由谁负责按手册所定：本单位、所在区划的统筹单位或者上级单位。
detector-shortfalls-silent = 不说明现有的人是否胜任、是否在岗，也不说明要求定得是否合适；名册没有登记的，就算没有。

detector-roster_gaps-means = 按手册应当入驻、轮驻或者随叫随到，而中心的入驻安排中没有排到的单位，以及缺了哪些工作日。
detector-roster_gaps-computed = 只看最近 look_back_days 天（手册该条所定，没有写的为30天，含当天）中的工作日（节假日、调休按国务院安排）。常驻要求每个单位每个工作日都在，轮驻要求每个工作日至少有一个，随叫随到只看当天。
detector-roster_gaps-silent = 只说明安排表，不说明人是否真的到岗；缺勤和临时顶替都看不出来。

detector-screening_gaps-means = 排查活动期间没有上报、逾期上报或者提前上报的区划；零报告也是报告。
detector-screening_gaps-computed = 活动的窗口期每年按节日、节气或者固定日期推算；看窗口最后一天存在的本级区划。逾期时间从窗口结束算起，最久的排在前面。
detector-screening_gaps-silent = 不说明排查是否认真：发现数为零可能是真没有，也可能是没有去看。

detector-meeting_gaps-means = 按手册应当在某日召开研判、会商等会议而没有召开的单位，以及缺了哪几天。
detector-meeting_gaps-computed = 看当天以前最近 look_back_days 天（手册该条所定，没有写的为28天）。规定的星期几逢休息日的，顺延到下一个工作日；当天过完才算。会议算在第一家单位到会的那天，没有到会记录的算在召集那天。
detector-meeting_gaps-silent = 不说明会上议了什么、是否有用；没有登记的会议等于没有召开。

detector-flow_breaks-means = 按手册规定的办理步骤，次序颠倒、跳过不得跳过的步骤或者在某一步骤前停留过久的案件。
detector-flow_breaks-computed = 每一步以第一次出现的事件为准；重新办理的案件从那时起重新看，步骤不必重做，重做的要次序不乱、不逾期；停留从前面最晚完成的一步（没有的从登记）起算，暂停期间不计，到期日逢休息日顺延。已经办结的案件不得缺步骤；撤回、不予受理的不再要求。
detector-flow_breaks-silent = 不说明步骤办得好不好，也不说明为什么颠倒；补录的事件如果时间记错，会显得次序颠倒。

detector-ladder_breaks-means = 按手册只能逐级上升的办理途径中，降级、越级、由无权单位提级，或者提到阶梯中没有的级次的案件。
detector-ladder_breaks-computed = 按时间先后看提级事件写明的级次，与此前到过的最高一级比较；同一级可以重复。单位类型不在该级允许之列，或者没有登记单位的，算无权提级。
detector-ladder_breaks-silent = 不说明提级是否必要，也不说明在上一级是否真的办过。

detector-tier_gaps-means = 未达到所定分级要求的案件：缺少参与单位、包案领导、专班、分级的人和理由，或者超过时限。一案缺几项就列几行。
detector-tier_gaps-computed = 分级由人作出，程序不推算。参与单位看移交和事件中出现的单位；包案领导看当天（已办结的看办结当天）有效的责任分工；时限从登记起算，重新办理的从那时起重新计算，暂停期间不计。
detector-tier_gaps-silent = 不说明分级定得是否恰当，也不对案件和人员排名；参与过但没有登记的单位看不出来。

detector-contract_gaps-means = 按手册应当由领导干部包案，而没有人包案、包案逾期或者包案已经中断的案件。
detector-contract_gaps-computed = 从登记（重新办理的从那时）起在规定天数内要有该角色的责任分工，到期日逢休息日顺延；在此期间办结的不要求。在办期间有人包案以后又没有人包案的日子，算中断，后来续上的也算。
detector-contract_gaps-silent = 不说明包案的领导做了什么，只说明有没有、及时不及时。

detector-follow_up_gaps-means = 办结后没有按期回访，或者反弹后没有按期重新办理的案件。只统计户数和次数，不涉及回访了谁。
detector-follow_up_gaps-computed = 各轮回访户数累计：先要1户、再要3户的，第二轮到期时累计至少4户；看每轮到期时是否达到要求；没有写户数的一次回访按一户计。反弹时案件已经办结的，应当在规定天数内重新办理。到期日逢休息日顺延。
detector-follow_up_gaps-silent = 不说明回访的情况如何，也不说明反弹是谁的责任。

detector-whistle_gaps-means = 吹哨后迟到或者没有报到的部门：应到、按时、迟到、未到各多少次，由谁召集、各多少次。
detector-whistle_gaps-computed = 看最近 look_back_days 天（手册所定，没有写的为366天）内召集的会议，从召集时间起按手册时限计算；时限未过的只计应到。召集单位的次数一并列出，吹哨和报到双方都可据此评价。
detector-whistle_gaps-silent = 不说明吹哨是否必要，也不说明到场后办得如何；次数多的部门不一定办得差。

detector-lead_gaps-means = 多个单位办理，而没有主办单位、有几个主办单位、主办单位不符合规定或者没有指导监督单位的案件。
detector-lead_gaps-computed = 注明主办、协办的移交，以及没有办毕、也没有再移交的接收单位，都算办理单位。案件在办，几家主办都没有办毕、也没有交出主办的，算有几个主办单位。手册没有指定主办单位类型的，由首先签收的单位主办。
detector-lead_gaps-silent = 不说明各单位是否配合；主办、协办没有登记的，会显得没有主办单位。

detector-mismatches-means = 交由不办理此类事项的单位、队伍或者受理板块的案件。
detector-mismatches-computed = 按手册写明的各类单位、队伍、板块所办事项核对；协办的单位不核对，没有写明的什么都可以办。队伍只列名称，不列人员。
detector-mismatches-silent = 不说明办得好不好：特殊情况下这样安排可能是对的，案件类型也可能登记错了。

detector-accusation_gaps-means = 检举控告类案件没有登记被反映的单位或者人员。
detector-accusation_gaps-computed = 手册[accusation]所列类别的案件，被反映单位和被反映人员两栏都空着的，一案一行，附从立案起已有多久。没有登记的，就无从对被反映人保密，也无从让其回避。
detector-accusation_gaps-silent = 不说明反映是否属实；类别登记错了的看不出来。

detector-recusal_gaps-means = 与案件有利害关系或者被案件反映，却仍在办理该案的人员，以及已经回避而仍在办理的单位。
detector-recusal_gaps-computed = 同一案件中，登记为利害关系的责任分工与办理的责任分工日期有重叠的，或者办理的就是被反映人的。每人每案每种角色一行。单位回避以后，收到的移交没有办毕、也没有再移交的，算仍在办理在办案件。
detector-recusal_gaps-silent = 不说明办理是否公正，只说明应当回避而没有回避；没有登记的利害关系看不出来。

detector-task_gaps-means = 没有责任单位、没有完成期限、到期未完成或者逾期完成的任务。
detector-task_gaps-computed = 只看手册列出的项目（没有列出的看全部）；完成期限当天结束前完成的算按时。
detector-task_gaps-silent = 不说明任务完成得如何，也不说明期限定得是否合理。

detector-path_gaps-means = 应当导入法定途径的涉法事项，没有按期导入，或者没有按期告知由谁办理、如何办理。
detector-path_gaps-computed = 从登记起在规定天数内要有导入该途径的事件，其后要有告知事件；到期日逢休息日顺延，暂停期间不计。期限内已经办结的不要求，重新办理的从那时起重新计算。
detector-path_gaps-silent = 不说明法定途径上办得如何，也不说明导入是否恰当。

detector-repeated_returns-means = 对同一案件退回过多、超过期限、未经同意，或者经裁定指定办理后再次退回的单位。
detector-repeated_returns-computed = 按单位统计其对该案提出异议的次数；裁定之后指定由其办理、其后又提出异议或者退回的，另列一行；这两项不看异议是否成立。超过手册的异议期限（默认为签收后五个工作日）提出的，为逾期；该单位的异议未获支持即退回的，为未经同意。
detector-repeated_returns-silent = 不说明异议有没有道理：指定本身也可能有误，应当由上级处理，不得自行退回。
detector-branch_gaps-means = 案件转入分支后，没有结果就办结了，或者没有如期望结束而又没有理由。
detector-branch_gaps-computed = 对[[branches]]的每一条：登记了所写事件（及步骤）的案件转入分支，其后第一个结束事件为分支的结束。办结时还没有结束事件的，为没有结果；结束事件的结果不在手册所写之中，又没有记录理由的，为没有理由。转入后撤回的不算。
detector-branch_gaps-silent = 不说明理由是否成立，也不说明应当给予什么；分支办了多久由时限核对。
detector-record_gaps-means = 由人填写的决定，没有注明对象单位或者没有理由。
detector-record_gaps-computed = 对[[records]]中记在案件事件里的每一项：事件为“备注”、步骤为该项名称的，须写明单位和理由。记在结对关系中的，写明“对象类别”（about_kinds）的核对对象是否属于这些类别，只列作出决定的单位和起始日期，不列对象是谁。
detector-record_gaps-silent = 不说明决定是否妥当，也不说明谁应当得到什么；程序从不推算，也不排名。
