# 使用检测结果之前应当知道的：各行的含义、怎样算出、不说明什么。
detector-slow_pairs-means = 有方向的单位对，其间流转等待签收的时间远长于一般流转。
detector-slow_pairs-computed = 流转次数不少于 slow_pairs_handoffs_min、且等待中位数超过全部流转中位数 slow_pairs_factor_tenths / 10 倍的单位对。等待自移交起算至签收；未签收的算至扫描时点，已结案的算至结案。中位数与分位数在整秒的等待之间线性插值。
detector-slow_pairs-silent = 不说明等待由哪一方造成，不说明案件是否更难，也不说明是否已经接手而未签收。等待按自然时间计，含夜间和节假日。

detector-stuck-means = 未结案件中，移交后超过 wait_hours_max 小时仍无人签收的流转。等待计在接收单位名下。
detector-stuck-computed = 扫描时点尚未签收、自移交起的时间超过时限的每一次流转，等待最长的在前。
detector-stuck-silent = 不说明没有人在办：可能已经动手而未签收。也不说明是否派错了单位；派单异议不在此处考虑。

detector-stalled-means = 未结案件中，签收后超过 held_days_max 天仍未办结的流转。时间计在签收单位名下。
detector-stalled-computed = 扫描时点已签收而未办结、自签收起的时间超过时限的每一次流转，按每天24小时计，最久的在前。未办结就转出的也计入。
detector-stalled-silent = 不说明已超过法定期限：中止、延长和工作日在此处不扣除。也不说明事项能否办结，或是否已经办结而只缺记录。

detector-ping_pong-means = 一个单位移交给另一个单位、随即被退回的案件，按两个单位计数。
detector-ping_pong-computed = 同一案件按序号相邻的两次流转，前一次由甲到乙，后一次由乙到甲。同一对单位之间无论退转几次，一件案件只计一次。
detector-ping_pong-silent = 不说明哪一方有理：派错单位时，退回可能正是规定的做法。

detector-rings-means = 案件在其间兜圈流转的三个以上单位：其中任一单位都可能把案件转给另一单位并再次收回。
detector-rings-computed = 对每件案件（不论是否结案），取其自身流转所成的图中三个以上单位的强连通集合；集合相同的案件合并计数，案件多的在前。只在两个单位之间退转的属于 ping_pong，不算兜圈。
detector-rings-silent = 不说明案件是被推来推去：中心把案件先后派给几个单位、每次收回再派，也会成圈。也不给出各单位经手的先后。

detector-uncovered-means = 负责人员不足的村（覆盖层级的区划），并给出最先符合的原因：too_few（有人，但人数不足：现有 has 人，要求 min 人）、person_left（人员已离任）、lapsed（任期已满）、not_yet（尚未到任）、never（从未指派）。
detector-uncovered-computed = 当日存在、且有效担任覆盖角色的不同人员少于 persons_min 的区划；指派和人员当日都须有效。
detector-uncovered-silent = 不说明当地没有人帮忙：只计有记录的指派。也不说明已覆盖的村服务得好。

detector-broken_chain-means = 责任链上有层级空缺的村。按“一村一级”计数，不按村计数：一个村缺两级，计两处。
detector-broken_chain-computed = 对当日存在的每个村，在其自身和上级区划中取 chain_levels 各层级的区划；无人有效担任覆盖角色以外的职责即为空缺。链上没有的层级不算空缺。一个县空缺，其每个村都列出。
detector-broken_chain-silent = 不说明职位真的空着：可能只是没有登记。也不说明应由谁补上，或其他层级的人员是否尽责。

detector-overloaded-means = 在办案件超过承办上限的人员。
detector-overloaded-computed = 一个村的在办案件由有效负责的人员平均分担；另行指定了人员的案件只计在这些人员名下。负荷为精确分数。未填上限的人员不列出。超出最多的在前。
detector-overloaded-silent = 不说明案件轻重、人员另有多少工作，或上限定得是否合适。不是对任何人的考核。

detector-thin_cover-means = 一旦离任，将使不少于 thin_cover_villages_min 个村无人负责的人员。
detector-thin_cover-computed = 当日已覆盖、而去掉此人后有效人员少于 persons_min 的村，即系于此人。本来就无人负责的村不计。村数多的在前。
detector-thin_cover-silent = 不说明有人将要离任，也不说明此人有什么不对：只说明一地在何处靠一个人支撑。

detector-orphans-means = 从未移交、或者承办单位已不存在的在办案件：no_handoff（从未移交：没有一条流转记录，也可能由受理单位自己在办）或 holder_gone（承办单位已不存在）。
detector-orphans-computed = 最后一次流转已签收的，承办单位为接收单位，否则为移交单位。承办单位的最后一日已过即为不存在；即使另有单位承接其职责，案件也没有移交给它。
detector-orphans-silent = 不说明无人在办：案件可能就地办理而从未移交，承接单位也可能已在办理而未登记。

detector-conflicts-means = 仍在被反映单位或其下级手中的在办案件，包括承办和待签收。
detector-conflicts-computed = 被反映的单位包括：案件所列单位、所列人员的所属单位、该人员曾任职或将任职的各单位，以及承接上述单位职责的单位。沿上级单位逐级上溯可达的，为其下级。每行给出上溯途中最近的被反映单位。
detector-conflicts-silent = 不说明反映属实，也不说明该单位已看到材料。各行涉及检举反映：只供督查机关使用，不得给有关单位看。

detector-overdue-means = 已过的规则手册所定时限，按项计，不按案件计：已经起算、到最后一日仍未止算的每一项时限，并列出由谁负责、最后一日怎样得出。
detector-overdue-computed = 每项时限按规则手册所写的事件起算和止算。案件中止期间和该项规则不计入的时间都不算；节假日、最后一日顺延和有效的延长都已计入。一案有几项时限逾期就列几行。期满按规则视同的时限不会逾期。逾期最久的在前。
detector-overdue-silent = 不说明原因，也不说明所列单位有过错：办了而未登记的，应当登记而未登记的中止或延长，这里看不到。最后一日晚于已知节假日安排的为暂定。哪些时限适用、由谁负责，以规则手册为准。

detector-lagging-means = 按超时签收比例列出的单位；标出的是同类之间难以用偶然解释的单位。
detector-lagging-computed = 收到流转不少于 lagging_handoffs_min 次的每个单位。p 为按同类合并比例出现这么多或更多超时的概率；同类单位少于 lagging_kind_units_min 个时按全部单位的比例。标记按 Benjamini-Hochberg 方法把误标比例控制在 lagging_fdr_permille 以内。
detector-lagging-silent = 不说明单位为何滞后、由谁负责。按该比例，会有少数标记出于偶然。流转被视为彼此独立、难易相同，实际并不尽然；人员多少、职责范围、疑难案件都不在内。

detector-network-means = 各单位怎样因流转连在一起：去掉后其他单位会断开的单位（articulation），以及案件可以相互往返的单位集合（mutual）。这是描述，不是发现的问题。
detector-network-computed = 全部单位成一张图，扫描时点以前有过流转的每个有方向单位对为一条箭头。articulation 不计箭头方向；cut_off 为去掉该单位后落在最大一块以外的单位数。mutual 为两个以上单位的强连通集合。
detector-network-silent = 不说明有什么不对：负责分派的窗口单位本来就是连接点，大的往返集合是协作的常态。一次流转与一千次同等看待；没有记录的往来看不到。
