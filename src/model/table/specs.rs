//! The columns and keys themselves, table by table.

use super::{
    CellKind, Column, EVENT_KINDS, HANDOFF_ROLES, LEVELS, Sealing, Table, TableSpec, agencies, assignments,
    case_events, cases, divisions, handoffs, mediators, parties, people, screenings,
};

const fn column(name: &'static str, aliases: &'static [&'static str], kind: CellKind) -> Column {
    Column { name, aliases, kind, required: false, sealing: Sealing::Never }
}

impl Column {
    const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    const fn sealed(self, sealing: Sealing) -> Self {
        Self { sealing, ..self }
    }
}

const VALID_FROM: Column = column("valid_from", &["生效日期", "起始日期", "开始日期"], CellKind::Date);
const VALID_TO: Column = column("valid_to", &["失效日期", "终止日期", "结束日期"], CellKind::Date);

pub(super) static DIVISIONS: TableSpec = TableSpec {
    name: "divisions",
    name_zh: "行政区划",
    columns: &[
        column("code", &["区划代码", "代码", "编码"], CellKind::Id).required(),
        column("parent_code", &["上级代码", "上级区划代码"], CellKind::Ref(Table::Divisions)),
        column("level", &["级别", "层级"], CellKind::Word(LEVELS)).required(),
        column("name", &["名称", "区划名称"], CellKind::Text).required(),
        column("kind", &["类型", "类别"], CellKind::Text),
        VALID_FROM,
        VALID_TO,
        column("successor_code", &["继任区划代码", "并入区划代码"], CellKind::Ref(Table::Divisions)),
    ],
    key: &[divisions::CODE],
};

pub(super) static AGENCIES: TableSpec = TableSpec {
    name: "agencies",
    name_zh: "单位",
    columns: &[
        column("id", &["单位编号", "编号"], CellKind::Id).required(),
        column("name", &["单位名称", "名称"], CellKind::Text).required(),
        column("kind", &["单位类型", "类型"], CellKind::Text).required(),
        column("division_code", &["区划代码", "所属区划"], CellKind::Ref(Table::Divisions)).required(),
        column("parent_id", &["上级单位", "主管单位"], CellKind::Ref(Table::Agencies)),
        column("supervised_by", &["监督单位"], CellKind::Ref(Table::Agencies)),
        column("coordinates", &["是否牵头", "统筹单位"], CellKind::Bool),
        column("successor_id", &["承继单位"], CellKind::Ref(Table::Agencies)),
        VALID_FROM,
        VALID_TO,
    ],
    key: &[agencies::ID],
};

pub(super) static PEOPLE: TableSpec = TableSpec {
    name: "people",
    name_zh: "人员",
    columns: &[
        column("id", &["人员编号", "编号"], CellKind::Id).required(),
        column("kind", &["人员类型", "类型"], CellKind::Text).required(),
        column("name", &["姓名"], CellKind::Text),
        column("agency_id", &["所在单位", "单位编号"], CellKind::Ref(Table::Agencies)),
        column("title", &["职务"], CellKind::Text),
        column("capacity", &["承办上限", "容量"], CellKind::Integer),
        column("team", &["队伍", "团队"], CellKind::Text),
        VALID_FROM,
        VALID_TO,
    ],
    key: &[people::ID],
};

pub(super) static MEDIATORS: TableSpec = TableSpec {
    name: "mediators",
    name_zh: "调解员",
    columns: &[
        column("id", &["人员编号", "编号", "调解员编号"], CellKind::Id).required(),
        column("agency_id", &["所在单位", "单位编号"], CellKind::Ref(Table::Agencies)).required(),
        column("capacity", &["承办上限", "容量"], CellKind::Integer).required(),
    ],
    key: &[mediators::ID],
};

pub(super) static CASES: TableSpec = TableSpec {
    name: "cases",
    name_zh: "案件",
    columns: &[
        column("id", &["案件编号", "事项编号", "编号"], CellKind::Id).required(),
        column("village_code", &["村代码", "区划代码", "发生地代码"], CellKind::Ref(Table::Divisions))
            .required(),
        column("kind", &["案件类型", "事项类型", "类型"], CellKind::Text).required(),
        column("opened_at", &["登记时间", "受理时间", "立案时间"], CellKind::Instant).required(),
        column("channel", &["来源渠道", "渠道"], CellKind::Text),
        column("tier", &["分级", "等级"], CellKind::Text),
        column("against_agency", &["被反映单位", "被诉单位"], CellKind::Ref(Table::Agencies)),
        column("against_person", &["被反映人", "被诉人员"], CellKind::Ref(Table::People)),
        column("closed_at", &["办结时间"], CellKind::Instant),
        column("outcome", &["办理结果", "结果"], CellKind::Text).sealed(Sealing::Always),
        column("rating", &["评价", "满意度"], CellKind::Text),
    ],
    key: &[cases::ID],
};

pub(super) static ASSIGNMENTS: TableSpec = TableSpec {
    name: "assignments",
    name_zh: "责任分工",
    columns: &[
        column("person_id", &["人员编号", "责任人编号"], CellKind::Ref(Table::People)).required(),
        column("division_code", &["区划代码", "包保区划"], CellKind::Ref(Table::Divisions)),
        column("case_id", &["案件编号", "事项编号"], CellKind::Ref(Table::Cases)),
        column("agency_id", &["单位编号", "责任单位"], CellKind::Ref(Table::Agencies)),
        column("role", &["责任角色", "角色"], CellKind::Text).required(),
        VALID_FROM.required(),
        VALID_TO,
        column("basis", &["依据"], CellKind::Text).sealed(Sealing::WhenCase),
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
    columns: &[
        column("case_id", &["案件编号", "事项编号"], CellKind::Ref(Table::Cases)).required(),
        column("seq", &["流转序号", "序号"], CellKind::Integer).required(),
        column("from_agency", &["移交单位", "转出单位", "派出单位"], CellKind::Ref(Table::Agencies))
            .required(),
        column("to_agency", &["接收单位", "转入单位", "承办单位"], CellKind::Ref(Table::Agencies)).required(),
        column("sent_at", &["移交时间", "派发时间", "派单时间"], CellKind::Instant).required(),
        column("received_at", &["签收时间", "接收时间"], CellKind::Instant),
        column("finished_at", &["办毕时间", "完成时间"], CellKind::Instant),
        column("action", &["流转动作", "办理方式"], CellKind::Text).sealed(Sealing::Always),
        column("role", &["主办协办", "办理角色"], CellKind::Word(HANDOFF_ROLES)),
    ],
    key: &[handoffs::CASE_ID, handoffs::SEQ],
};

pub(super) static CASE_EVENTS: TableSpec = TableSpec {
    name: "case_events",
    name_zh: "案件事件",
    columns: &[
        column("case_id", &["案件编号", "事项编号"], CellKind::Ref(Table::Cases)).required(),
        column("at", &["发生时间", "时间"], CellKind::Instant).required(),
        column("kind", &["事件类型", "类型"], CellKind::Word(EVENT_KINDS)).required(),
        column("agency_id", &["单位编号", "办理单位"], CellKind::Ref(Table::Agencies)),
        column("reason", &["事由", "原因"], CellKind::Text).sealed(Sealing::Always),
        column("detail", &["详情", "说明"], CellKind::Text).sealed(Sealing::Always),
    ],
    key: &[case_events::CASE_ID, case_events::AT, case_events::KIND, case_events::AGENCY_ID],
};

pub(super) static PARTIES: TableSpec = TableSpec {
    name: "parties",
    name_zh: "当事人",
    columns: &[
        column("case_id", &["案件编号", "事项编号"], CellKind::Ref(Table::Cases)).required(),
        column("ref", &["当事人代号", "代号"], CellKind::Id).required(),
        column("name", &["姓名", "当事人姓名"], CellKind::Text).sealed(Sealing::Always),
        column("contact", &["联系方式", "联系电话"], CellKind::Text).sealed(Sealing::Always),
    ],
    key: &[parties::CASE_ID, parties::REF],
};

pub(super) static SCREENINGS: TableSpec = TableSpec {
    name: "screenings",
    name_zh: "排查",
    columns: &[
        column("campaign", &["排查活动", "排查批次"], CellKind::Id).required(),
        column("division_code", &["区划代码"], CellKind::Ref(Table::Divisions)).required(),
        column("reported_at", &["上报时间"], CellKind::Instant),
        column("cases_found", &["发现数", "排查数"], CellKind::Integer),
        column("reporter", &["上报人"], CellKind::Text).sealed(Sealing::Always),
    ],
    key: &[screenings::CAMPAIGN, screenings::DIVISION_CODE],
};
