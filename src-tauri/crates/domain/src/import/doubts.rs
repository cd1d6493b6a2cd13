//! What keeps a cell from being read, and what is told about one beside its value.

use crate::fault::{Fault, FaultCode};
use crate::sheets::{Cell, CellKind, Doubt, NO_RESULT, SheetRow};

/// What keeps a cell from being read at all: a formula's fault, a formula whose result was not saved, a character whose
/// bytes were damaged. `key` and `label` are the field's.
pub fn spoilt(cell: Cell, key: &str, label: &str) -> Option<Fault> {
    let fault = |code| Some(Fault::at(code, key).with(label));
    if cell.kind == CellKind::Error && cell.text == NO_RESULT {
        return fault(FaultCode::ImportFormulaUnsaved);
    }
    if cell.kind == CellKind::Error {
        return fault(FaultCode::ImportCellError).map(|f| f.with(cell.text));
    }
    let is_damaged = !cell.text.is_ascii() && cell.text.contains(char::REPLACEMENT_CHARACTER);
    is_damaged.then(|| fault(FaultCode::ImportBytesLost)).flatten()
}

/// What the reader of the file doubts about the cells of a row: the column, from 0, and what is told there.
pub fn of_row<'a>(row: SheetRow<'a>) -> impl Iterator<Item = (u16, Fault)> + use<'a> {
    row.doubts().iter().map(|d| {
        let fault = match &d.doubt {
            Doubt::OpenQuote => Fault::new(FaultCode::ImportOpenQuote),
            Doubt::Twice(text) => Fault::new(FaultCode::ImportCellTwice).with(text),
            Doubt::TooFar(text) => Fault::new(FaultCode::ImportCellTooFar).with(text),
        };
        (d.column, fault)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::{CellDoubt, Sheet};

    #[test]
    fn a_cell_that_says_nothing_sure_says_why() {
        let code = |text: &str, kind: CellKind| spoilt(Cell { text, kind }, "remark", "备注").map(|f| f.code);
        assert_eq!(code("#SPILL!", CellKind::Error), Some(FaultCode::ImportCellError));
        assert_eq!(code(NO_RESULT, CellKind::Error), Some(FaultCode::ImportFormulaUnsaved));
        assert_eq!(code("王\u{FFFD}", CellKind::Text), Some(FaultCode::ImportBytesLost));
        assert_eq!(code("王芳", CellKind::Text), None);
        let said = spoilt(Cell { text: "#SPILL!", kind: CellKind::Error }, "remark", "备注").unwrap();
        assert_eq!(said.message(), "备注这一格是算错的公式（#SPILL!），请在原表改正。");
    }

    #[test]
    fn a_doubt_is_told_at_its_cell() {
        let mut sheet = Sheet::named("表");
        sheet.push(1, 0, CellKind::Text, "王芳");
        sheet.doubts.push(CellDoubt { row: 1, column: 16_383, doubt: Doubt::TooFar("草稿".into()) });
        sheet.finish();
        let found: Vec<(u16, Fault)> = of_row(sheet.find_row(1).unwrap()).collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, 16_383);
        assert_eq!(found[0].1.message(), "有一格离表格太远（“草稿”），没有读；请移到表格里，或删掉。");
    }
}
