//! Columns and keys of the tables that lie beside the cases: who is present where, what is to be done, who met whom.

use super::super::words_zh::{MEETING_PARTS_ZH, PRESENCE_ZH};
use super::super::{CellKind, MEETING_PARTS, PRESENCE, Table, TableSpec, links, meetings, rosters, tasks};
use super::{VALID_FROM, VALID_TO, column};

pub(super) static ROSTERS: TableSpec = TableSpec {
    name: "rosters",
    name_zh: "入驻安排",
    aliases: &["入驻表", "入驻单位", "轮值表", "值班表", "排班表"],
    columns: &[
        column("centre_id", &["中心编号", "中心", "矛调中心", "综治中心"], CellKind::Ref(Table::Agencies))
            .required(),
        column("unit_id", &["单位编号", "入驻单位编号", "入驻单位", "单位"], CellKind::Ref(Table::Agencies))
            .required(),
        column("mode", &["入驻方式", "方式", "入驻形式"], CellKind::Word(PRESENCE))
            .or(PRESENCE_ZH)
            .required(),
        column("window", &["窗口", "岗位", "工位"], CellKind::Text),
        VALID_FROM.required(),
        VALID_TO,
    ],
    key: &[rosters::CENTRE_ID, rosters::UNIT_ID, rosters::MODE, rosters::VALID_FROM],
};

pub(super) static TASKS: TableSpec = TableSpec {
    name: "tasks",
    name_zh: "任务清单",
    aliases: &["任务", "任务表", "任务分解清单", "工作任务"],
    columns: &[
        column("id", &["任务编号", "编号", "序号"], CellKind::Id).required(),
        column("title", &["任务名称", "任务", "任务内容", "名称"], CellKind::Text).required(),
        column("project", &["项目", "所属项目", "工程"], CellKind::Text),
        column(
            "unit_id",
            &["责任单位", "责任单位编号", "单位编号", "牵头单位"],
            CellKind::Ref(Table::Agencies),
        ),
        column("division_code", &["区划代码", "属地", "属地代码"], CellKind::Ref(Table::Divisions)),
        column("due_on", &["完成期限", "完成时限", "截止日期"], CellKind::Date),
        column("done_at", &["完成时间", "完成日期", "办结时间"], CellKind::Instant),
    ],
    key: &[tasks::ID],
};

pub(super) static MEETINGS: TableSpec = TableSpec {
    name: "meetings",
    name_zh: "会议",
    aliases: &["会议表", "会商", "研判会", "联席会议", "吹哨报到"],
    columns: &[
        column("id", &["会议编号", "编号"], CellKind::Id).required(),
        column(
            "agency_id",
            &["参加单位", "单位编号", "参加单位编号", "单位"],
            CellKind::Ref(Table::Agencies),
        )
        .required(),
        column("kind", &["会议类型", "类型", "类别"], CellKind::Text).required(),
        column("part", &["参加方式", "身份", "角色"], CellKind::Word(MEETING_PARTS)).or(MEETING_PARTS_ZH),
        column("called_by", &["召集单位", "召集单位编号", "吹哨单位"], CellKind::Ref(Table::Agencies)),
        column("called_at", &["召集时间", "通知时间", "吹哨时间", "会议时间"], CellKind::Instant).required(),
        column("attended_at", &["到会时间", "报到时间", "参会时间"], CellKind::Instant),
        column("case_id", &["案件编号", "事项编号", "案号"], CellKind::Ref(Table::Cases)),
        column("division_code", &["区划代码", "行政区划代码", "所在区划"], CellKind::Ref(Table::Divisions)),
    ],
    key: &[meetings::ID, meetings::AGENCY_ID],
};

pub(super) static LINKS: TableSpec = TableSpec {
    name: "links",
    name_zh: "结对关系",
    aliases: &["对接关系", "结对", "联动关系", "对接"],
    columns: &[
        column("kind", &["关系类型", "类型", "对接类型"], CellKind::Text).required(),
        column("agency_id", &["单位编号", "单位", "甲方单位"], CellKind::Ref(Table::Agencies)),
        column("person_id", &["人员编号", "人员", "甲方人员"], CellKind::Ref(Table::People)),
        column("division_code", &["区划代码", "区划", "甲方区划"], CellKind::Ref(Table::Divisions)),
        column("to_agency", &["对接单位", "对接单位编号", "乙方单位"], CellKind::Ref(Table::Agencies)),
        column("to_person", &["对接人员", "对接人员编号", "乙方人员"], CellKind::Ref(Table::People)),
        column("to_division", &["对接区划", "对接区划代码", "乙方区划"], CellKind::Ref(Table::Divisions)),
        VALID_FROM.required(),
        VALID_TO,
    ],
    key: &[
        links::KIND,
        links::AGENCY_ID,
        links::PERSON_ID,
        links::DIVISION_CODE,
        links::TO_AGENCY,
        links::TO_PERSON,
        links::TO_DIVISION,
        links::VALID_FROM,
    ],
};
