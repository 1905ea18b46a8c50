# 演示：生成、对照与下一步。
demo-compared = 预埋与查出的对照（由扫描结果与 planted.json 逐项比对得出）
demo-column-planted = 预埋
demo-column-found = 查出
demo-column-missed = 漏
demo-column-extra = 多
demo-column-verdict = 结果
demo-verdict-same = 一致
demo-verdict-differs = 不一致
demo-extra-allowed = 另标出 { $units }：在 5% 错误发现率允许的 { $allowed } 个之内
demo-holds = 预埋的问题全部查出，没有多余。
demo-fails = 查出的与预埋的不一致。
demo-took = 台账 { $entries } 条，全程 { $seconds } 秒
demo-next = 接下来可以试：
