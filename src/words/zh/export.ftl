# 导出：帮助、结果，以及为什么没有导出。
help-export = 把数据目录导出为 CSV 表、Excel 工作簿或 OCEL 2.0 事件日志
help-export-form = 格式：csv（文件夹）、xlsx（工作簿）或 ocel2（JSON 文件）
help-export-out = 写到哪个文件夹或文件
help-export-force = 替换先前同一格式的导出
help-export-with_complaints = 包含控告单位或公职人员的案件：只供监督部门使用
help-export-without_complaints = 不包含这类案件（默认）
help-export-unit = 做成可以交给该单位的导出。不是只导出与该单位有关的内容：除控告类案件和通知之外全部导出，也不提有没有这些
help-export-headers = 表头所用语言（默认为英文，或按 --lang 所指）；两种都可再导入

phase-exporting = 正在导出
what-unit = 单位

export-column-table = 表
export-column-rows = 行数
export-column-on = 文件或工作表
export-column-what = 内容
export-column-type = 类型
export-column-count = 数量
export-objects = 对象
export-events = 事件
export-relationships = 关系
export-done = 已写入 { $path }，{ $bytes } 字节
export-sealed = 加密的列（姓名、联系方式和案件的文字说明）一律不导出
export-without-complaints = { $count ->
    [0] 没有控告单位或公职人员的案件
   *[other] 有 { $count } 件控告单位或公职人员的案件没有导出；--with-complaints 可以包含
}
export-with-complaints = 其中有控告单位或公职人员的案件：不要转给所涉及的单位和人员
export-for = 可以交给 { $unit }：除控告类案件和通知之外全部导出

export-error-exists = { $path }：已经存在；请另取名称，或用 --force 替换
export-error-foreign = { $path }：其中的 { $entry } 不是这一格式的导出，所以不替换
export-error-inside = { $path }：在数据目录之内，或会替换它；请换到别处
export-error-cell = 表 `{ $table }` 第 `{ $key }` 行：有单元格超过 { $max } 个字符，工作表放不下；请用 --as csv
export-error-book = { $detail }
