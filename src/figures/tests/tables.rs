//! The world of the worked cases: of each table some rows that count at the start of 2025 and some that do not.

use crate::model::table::Table;

pub(super) const WORLD: &[(Table, &str)] = &[
    (
        Table::Divisions,
        "code,parent_code,level,name,kind,valid_from,valid_to
        c,,county,县,,,
        t1,c,town,镇一,,,
        t2,c,town,镇二,zone,,
        v1,t1,village,村一,quiet,,
        v2,t1,village,村二,,,
        v3,t2,village,已撤,quiet,,2025-01-01
        v4,t2,village,未设,,2025-01-02,",
    ),
    (
        Table::Agencies,
        "id,name,kind,division_code,valid_from,valid_to
        K,中心,centre,c,,
        B,银行一,bank,t1,,
        D,银行二,bank,t2,,
        T,法庭,tribunal,t1,,
        X,已撤,bank,c,,2024-06-01",
    ),
    (
        Table::People,
        "id,kind,agency_id,team,stars,valid_from,valid_to
        j1,judge,T,law,5,,
        j2,judge,T,,4,,
        m1,mediator,K,law,5,,
        m2,mediator,B,law,5,,2025-01-01",
    ),
    (
        Table::Links,
        "kind,agency_id,person_id,to_agency,to_person,to_division,valid_from,valid_to
        pair,,j1,B,,,2024-01-01,
        pair,B,,,j1,,2024-01-01,
        pair,,j2,D,,,2025-01-01,
        pair,,j2,X,,,2024-01-01,
        pair,,m2,B,,,2024-01-01,
        pair,,j2,K,,,2024-01-01,2025-01-01
        pair,,j2,T,,,2025-01-02,
        circuit,K,,,,v1,2024-01-01,",
    ),
    (
        Table::Assignments,
        "person_id,division_code,case_id,agency_id,role,valid_from,valid_to
        m1,v1,,,mediator,2024-01-01,
        m1,v2,,,mediator,2024-01-01,2025-01-01
        m2,v1,,,mediator,2024-01-01,
        j1,,,K,contact,2024-01-01,
        j1,,1,,leader,2024-01-01,
        j2,,2,,leader,2025-01-01,
        j2,,3,,leader,2025-01-02,",
    ),
    (
        Table::Cases,
        "id,village_code,kind,opened_at,channel,tier,board,closed_at,rating
        1,v1,loan,2024-03-01,app,simple,police,2024-04-01,good
        2,v2,loan,2024-12-31 23:59:59,visit,,,,
        3,v1,land,2023-12-31 23:59:59,app,hard,,2024-02-01,bad
        4,v1,land,2025-01-02,app,simple,police,,good
        5,t1,land,2024-01-01,,simple,,2025-02-01,good",
    ),
    (
        Table::CaseEvents,
        "case_id,at,kind,agency_id,step,result
        1,2024-03-02,mediated,K,first,failed
        1,2024-03-20,mediated,K,second,agreed
        1,2024-03-21,delegated,B,,
        2,2024-12-31 23:59:59,rated,,,satisfied
        2,2025-01-01 00:00:00,mediated,T,first,agreed
        2,2025-01-01 00:00:01,delegated,B,,
        3,2024-01-05,mediated,B,first,failed
        3,2024-03-01,reopened,,,
        5,2025-02-02,rated,,,satisfied",
    ),
    (
        Table::Handoffs,
        "case_id,seq,from_agency,to_agency,sent_at,received_at,finished_at
        1,1,K,B,2024-03-01,2024-03-01 10:00,2024-03-02
        1,2,B,T,2024-03-05,2024-03-09,
        2,1,K,D,2024-12-31 23:59:59,2025-01-01,
        3,1,K,T,2025-01-03,,
        5,1,K,B,2024-06-02,2024-06-03,",
    ),
    (
        Table::Tasks,
        "id,title,project,unit_id,division_code,due_on,done_at
        k1,一,p1,B,v1,,2024-12-01
        k2,二,p1,D,,,2025-01-02
        k3,三,p2,,v2,,",
    ),
    (
        Table::Meetings,
        "id,agency_id,kind,part,called_by,called_at,attended_at,case_id,division_code
        a,B,whistle,called,K,2024-05-01,,1,
        a,T,whistle,called,K,2024-05-01,,1,
        b,B,weekly,called,K,2024-06-01,,,c
        z,D,whistle,called,K,2025-01-02,,,",
    ),
    (
        Table::Rosters,
        "centre_id,unit_id,mode,valid_from,valid_to
        K,B,resident,2024-01-01,
        K,D,on_call,2024-01-01,
        K,T,rotating,2024-01-01,2024-12-31
        K,X,resident,2024-01-01,
        T,B,resident,2024-01-01,",
    ),
    (
        Table::Screenings,
        "campaign,division_code,reported_at,cases_found
        s-2024,v1,2024-10-01,0
        s-2024,v2,2025-01-02,1
        s-2024,t1,,
        s-2025,v1,2025-01-01,2",
    ),
];
