//! The columns and keys themselves, table by table.

mod side;

use super::words_zh::{
    AGENCY_KINDS_ZH, EVENT_KINDS_ZH, EVENT_RESULTS_ZH, HANDOFF_ROLES_ZH, LEVELS_ZH, PEOPLE_KINDS_ZH,
    ROLES_ZH, TRUTHS_ZH,
};
use super::{
    CellKind, Column, EVENT_KINDS, EVENT_RESULTS, HANDOFF_ROLES, LEVELS, Sealing, Table, TableSpec, agencies,
    assignments, case_events, cases, divisions, handoffs, mediators, parties, people, screenings,
};

impl Table {
    /// Every table in order of dependency.
    pub const ALL: [Self; 14] = [
        Self::Divisions,
        Self::Agencies,
        Self::People,
        Self::Mediators,
        Self::Cases,
        Self::Assignments,
        Self::Handoffs,
        Self::CaseEvents,
        Self::Parties,
        Self::Screenings,
        Self::Rosters,
        Self::Tasks,
        Self::Meetings,
        Self::Links,
    ];

    /// The table's columns and key.
    #[must_use]
    pub fn spec(self) -> &'static TableSpec {
        match self {
            Self::Divisions => &DIVISIONS,
            Self::Agencies => &AGENCIES,
            Self::People => &PEOPLE,
            Self::Mediators => &MEDIATORS,
            Self::Cases => &CASES,
            Self::Assignments => &ASSIGNMENTS,
            Self::Handoffs => &HANDOFFS,
            Self::CaseEvents => &CASE_EVENTS,
            Self::Parties => &PARTIES,
            Self::Screenings => &SCREENINGS,
            Self::Rosters => &side::ROSTERS,
            Self::Tasks => &side::TASKS,
            Self::Meetings => &side::MEETINGS,
            Self::Links => &side::LINKS,
        }
    }
}

const fn column(name: &'static str, aliases: &'static [&'static str], kind: CellKind) -> Column {
    let synonyms: &[(&str, &str)] = if matches!(kind, CellKind::Bool) { TRUTHS_ZH } else { &[] };
    Column { name, aliases, kind, synonyms, required: false, sealing: Sealing::Never }
}

impl Column {
    const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    const fn or(self, synonyms: &'static [(&'static str, &'static str)]) -> Self {
        Self { synonyms, ..self }
    }

    const fn sealed(self, sealing: Sealing) -> Self {
        Self { sealing, ..self }
    }
}

const VALID_FROM: Column =
    column("valid_from", &["生效日期", "起始日期", "开始日期", "任职日期", "起始时间"], CellKind::Date);
const VALID_TO: Column =
    column("valid_to", &["失效日期", "终止日期", "结束日期", "离任日期", "截止日期"], CellKind::Date);

pub(super) static DIVISIONS: TableSpec = TableSpec {
    name: "divisions",
    name_zh: "行政区划",
    aliases: &["区划", "区划表", "行政区划代码", "区划代码", "区划目录"],
    columns: &[
        column(
            "code",
            &["区划代码", "代码", "编码", "行政区划代码", "区划编码", "行政区划编码"],
            CellKind::Id,
        )
        .required(),
        column(
            "parent_code",
            &["上级代码", "上级区划代码", "上级编码", "上级区划编码", "父级代码"],
            CellKind::Ref(Table::Divisions),
        ),
        column("level", &["级别", "层级", "行政级别", "区划级别"], CellKind::Word(LEVELS))
            .or(LEVELS_ZH)
            .required(),
        column("name", &["名称", "区划名称", "行政区划名称", "区划"], CellKind::Text).required(),
        column("kind", &["类型", "类别", "区划类型"], CellKind::Text),
        VALID_FROM,
        VALID_TO,
        column(
            "successor_code",
            &["继任区划代码", "并入区划代码", "变更后代码", "新代码"],
            CellKind::Ref(Table::Divisions),
        ),
    ],
    key: &[divisions::CODE],
};

pub(super) static AGENCIES: TableSpec = TableSpec {
    name: "agencies",
    name_zh: "单位",
    aliases: &["单位表", "单位名录", "单位目录", "机构", "部门", "承办单位"],
    columns: &[
        column("id", &["单位编号", "编号", "单位代码", "机构编号", "单位编码"], CellKind::Id).required(),
        column("name", &["单位名称", "名称", "机构名称", "部门名称", "单位"], CellKind::Text).required(),
        column("kind", &["单位类型", "类型", "机构类型", "单位类别", "类别"], CellKind::Text)
            .or(AGENCY_KINDS_ZH)
            .required(),
        column(
            "division_code",
            &["区划代码", "所属区划", "所属区划代码", "所在区划", "行政区划代码"],
            CellKind::Ref(Table::Divisions),
        )
        .required(),
        column(
            "parent_id",
            &["上级单位", "主管单位", "上级单位编号", "主管部门", "上级部门"],
            CellKind::Ref(Table::Agencies),
        ),
        column("supervised_by", &["监督单位", "监督单位编号", "监管单位"], CellKind::Ref(Table::Agencies)),
        column("coordinates", &["是否牵头", "统筹单位", "是否统筹", "是否牵头单位"], CellKind::Bool),
        column("successor_id", &["承继单位", "承继单位编号", "并入单位"], CellKind::Ref(Table::Agencies)),
        VALID_FROM,
        VALID_TO,
    ],
    key: &[agencies::ID],
};

pub(super) static PEOPLE: TableSpec = TableSpec {
    name: "people",
    name_zh: "人员",
    aliases: &["人员表", "人员名册", "人员名单", "干部名册"],
    columns: &[
        column("id", &["人员编号", "编号", "工号", "人员代码"], CellKind::Id).required(),
        column("kind", &["人员类型", "类型", "人员类别", "身份", "类别"], CellKind::Text)
            .or(PEOPLE_KINDS_ZH)
            .required(),
        column("name", &["姓名", "名字", "人员姓名"], CellKind::Text),
        column(
            "agency_id",
            &["所在单位", "单位编号", "单位", "工作单位", "所属单位", "所在单位编号"],
            CellKind::Ref(Table::Agencies),
        ),
        column("title", &["职务", "职位", "岗位"], CellKind::Text),
        column("capacity", &["承办上限", "容量", "最大承办数", "办案上限"], CellKind::Integer),
        column("team", &["队伍", "团队", "班组", "小组"], CellKind::Text),
        VALID_FROM,
        VALID_TO,
        column("stars", &["星级", "评定星级"], CellKind::Integer),
        column("stars_basis", &["星级依据", "评星依据", "评定依据"], CellKind::Text),
    ],
    key: &[people::ID],
};

pub(super) static MEDIATORS: TableSpec = TableSpec {
    name: "mediators",
    name_zh: "调解员",
    aliases: &["调解员名册", "调解员名单", "人民调解员"],
    columns: &[
        column("id", &["人员编号", "编号", "调解员编号", "工号", "调解员代码"], CellKind::Id).required(),
        column(
            "agency_id",
            &["所在单位", "单位编号", "单位", "工作单位", "所属单位", "所属调委会"],
            CellKind::Ref(Table::Agencies),
        )
        .required(),
        column("capacity", &["承办上限", "容量", "最大承办数", "办案上限"], CellKind::Integer).required(),
    ],
    key: &[mediators::ID],
};

pub(super) static CASES: TableSpec = TableSpec {
    name: "cases",
    name_zh: "案件",
    aliases: &["案件表", "案件台账", "事项", "事项台账", "矛盾纠纷", "矛盾纠纷台账", "工单"],
    columns: &[
        column(
            "id",
            &["案件编号", "事项编号", "编号", "案号", "案件号", "事项编码", "工单编号", "受理编号"],
            CellKind::Id,
        )
        .required(),
        column(
            "village_code",
            &[
                "村代码",
                "区划代码",
                "发生地代码",
                "村（社区）代码",
                "村社区代码",
                "所属区划代码",
                "发生地",
                "行政区划代码",
            ],
            CellKind::Ref(Table::Divisions),
        )
        .required(),
        column("kind", &["案件类型", "事项类型", "类型", "纠纷类型", "类别", "案由"], CellKind::Text)
            .required(),
        column(
            "opened_at",
            &["登记时间", "受理时间", "立案时间", "登记日期", "受理日期", "立案日期"],
            CellKind::Instant,
        )
        .required(),
        column("channel", &["来源渠道", "渠道", "来源", "受理渠道", "案件来源"], CellKind::Text),
        column("tier", &["分级", "等级", "风险等级", "案件等级", "级别"], CellKind::Text),
        column(
            "against_agency",
            &["被反映单位", "被诉单位", "被反映单位编号", "被投诉单位", "涉及单位"],
            CellKind::Ref(Table::Agencies),
        ),
        column(
            "against_person",
            &["被反映人", "被诉人员", "被反映人编号", "被投诉人", "涉及人员"],
            CellKind::Ref(Table::People),
        ),
        column("closed_at", &["办结时间", "办结日期", "结案时间", "结案日期"], CellKind::Instant),
        column("outcome", &["办理结果", "结果", "处理结果", "办结结果", "调解结果"], CellKind::Text)
            .sealed(Sealing::Always),
        column("rating", &["评价", "满意度", "满意度评价", "群众评价"], CellKind::Text),
        column("board", &["受理板块", "板块", "受理窗口", "窗口"], CellKind::Text),
        column("tier_by", &["分级人", "定级人", "分级人编号"], CellKind::Ref(Table::People)),
        column("tier_reason", &["分级理由", "定级理由"], CellKind::Text).sealed(Sealing::Always),
    ],
    key: &[cases::ID],
};

pub(super) static ASSIGNMENTS: TableSpec = TableSpec {
    name: "assignments",
    name_zh: "责任分工",
    aliases: &["责任分工表", "责任人", "责任清单", "包保", "包保责任", "任务分工"],
    columns: &[
        column(
            "person_id",
            &["人员编号", "责任人编号", "责任人", "人员", "包保人编号"],
            CellKind::Ref(Table::People),
        )
        .required(),
        column(
            "division_code",
            &["区划代码", "包保区划", "责任区划", "包保区划代码", "行政区划代码", "村代码"],
            CellKind::Ref(Table::Divisions),
        ),
        column("case_id", &["案件编号", "事项编号", "案号", "包案编号"], CellKind::Ref(Table::Cases)),
        column(
            "agency_id",
            &["单位编号", "责任单位", "责任单位编号", "单位"],
            CellKind::Ref(Table::Agencies),
        ),
        column("role", &["责任角色", "角色", "职责", "责任类型"], CellKind::Text).or(ROLES_ZH).required(),
        VALID_FROM.required(),
        VALID_TO,
        column("basis", &["依据", "文件依据", "任职依据"], CellKind::Text).sealed(Sealing::WhenCase),
    ],
    key: &[
        assignments::PERSON_ID,
        assignments::DIVISION_CODE,
        assignments::CASE_ID,
        assignments::AGENCY_ID,
        assignments::ROLE,
        assignments::VALID_FROM,
    ],
};

pub(super) static HANDOFFS: TableSpec = TableSpec {
    name: "handoffs",
    name_zh: "流转",
    aliases: &["流转表", "流转记录", "流转台账", "案件流转", "交办", "转办记录"],
    columns: &[
        column("case_id", &["案件编号", "事项编号", "案号", "工单编号"], CellKind::Ref(Table::Cases))
            .required(),
        column("seq", &["流转序号", "序号", "流转次序", "次序", "环节序号"], CellKind::Integer).required(),
        column(
            "from_agency",
            &["移交单位", "转出单位", "派出单位", "移交单位编号", "交办单位", "派单单位", "来文单位"],
            CellKind::Ref(Table::Agencies),
        )
        .required(),
        column(
            "to_agency",
            &["接收单位", "转入单位", "承办单位", "接收单位编号", "签收单位", "接办单位", "责任单位"],
            CellKind::Ref(Table::Agencies),
        )
        .required(),
        column(
            "sent_at",
            &["移交时间", "派发时间", "派单时间", "移交日期", "交办时间", "转办时间", "转出时间"],
            CellKind::Instant,
        )
        .required(),
        column(
            "received_at",
            &["签收时间", "接收时间", "签收日期", "接单时间", "接收日期"],
            CellKind::Instant,
        ),
        column(
            "finished_at",
            &["办毕时间", "完成时间", "办毕日期", "完成日期", "办理完成时间"],
            CellKind::Instant,
        ),
        column("action", &["流转动作", "办理方式", "动作", "处理方式", "流转说明"], CellKind::Text)
            .sealed(Sealing::Always),
        column(
            "role",
            &["主办协办", "办理角色", "角色", "主协办", "主办或协办"],
            CellKind::Word(HANDOFF_ROLES),
        )
        .or(HANDOFF_ROLES_ZH),
    ],
    key: &[handoffs::CASE_ID, handoffs::SEQ],
};

pub(super) static CASE_EVENTS: TableSpec = TableSpec {
    name: "case_events",
    name_zh: "案件事件",
    aliases: &["事件", "事件表", "办理记录", "办理过程", "案件办理记录"],
    columns: &[
        column("case_id", &["案件编号", "事项编号", "案号", "工单编号"], CellKind::Ref(Table::Cases))
            .required(),
        column("at", &["发生时间", "时间", "发生日期", "办理时间", "事件时间"], CellKind::Instant).required(),
        column("kind", &["事件类型", "类型", "事件", "办理环节", "环节"], CellKind::Word(EVENT_KINDS))
            .or(EVENT_KINDS_ZH)
            .required(),
        column(
            "agency_id",
            &["单位编号", "办理单位", "办理单位编号", "单位", "经办单位"],
            CellKind::Ref(Table::Agencies),
        ),
        column("reason", &["事由", "原因", "理由", "缘由"], CellKind::Text).sealed(Sealing::Always),
        column("detail", &["详情", "说明", "备注", "内容"], CellKind::Text).sealed(Sealing::Always),
        column("step", &["步骤", "具体步骤", "级次", "途径"], CellKind::Text),
        column("result", &["结果", "办理结果", "事件结果"], CellKind::Word(EVENT_RESULTS))
            .or(EVENT_RESULTS_ZH),
        column("count", &["户数", "数量", "走访户数"], CellKind::Integer),
    ],
    key: &[case_events::CASE_ID, case_events::AT, case_events::KIND, case_events::AGENCY_ID],
};

pub(super) static PARTIES: TableSpec = TableSpec {
    name: "parties",
    name_zh: "当事人",
    aliases: &["当事人表", "当事人信息", "当事人名册"],
    columns: &[
        column("case_id", &["案件编号", "事项编号", "案号", "工单编号"], CellKind::Ref(Table::Cases))
            .required(),
        column("ref", &["当事人代号", "代号", "当事人编号", "当事人序号"], CellKind::Id).required(),
        column("name", &["姓名", "当事人姓名", "当事人", "名字"], CellKind::Text).sealed(Sealing::Always),
        column(
            "contact",
            &["联系方式", "联系电话", "电话", "手机号码", "手机号", "联系人电话"],
            CellKind::Text,
        )
        .sealed(Sealing::Always),
    ],
    key: &[parties::CASE_ID, parties::REF],
};

pub(super) static SCREENINGS: TableSpec = TableSpec {
    name: "screenings",
    name_zh: "排查",
    aliases: &["排查表", "排查台账", "排查记录", "排查上报"],
    columns: &[
        column("campaign", &["排查活动", "排查批次", "排查活动编号", "活动", "批次"], CellKind::Id)
            .required(),
        column(
            "division_code",
            &["区划代码", "行政区划代码", "村代码", "排查区划"],
            CellKind::Ref(Table::Divisions),
        )
        .required(),
        column("reported_at", &["上报时间", "上报日期", "报送时间"], CellKind::Instant),
        column("cases_found", &["发现数", "排查数", "发现案件数", "排查发现数", "纠纷数"], CellKind::Integer),
        column("reporter", &["上报人", "报送人", "填报人"], CellKind::Text).sealed(Sealing::Always),
    ],
    key: &[screenings::CAMPAIGN, screenings::DIVISION_CODE],
};
