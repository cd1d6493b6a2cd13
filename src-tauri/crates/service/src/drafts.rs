//! Drafts: what was typed and not saved, kept in the ledger so that a lock, a crash or a power cut loses nothing.

use crate::contract::{Draft, Drafts, FoundDraft, Nothing, OfForm};
use crate::desk::Desk;
use crate::office::local_minute;
use crate::refusal::Reply;

pub(crate) fn keep_draft(desk: &mut Desk, request: Draft) -> Reply<Nothing> {
    desk.require_no_import()?;
    let row = (request.form, request.content, desk.clock.stamp());
    store::office::keep_draft(desk.ledger.conn(), desk.actor.user_id, &row)?;
    Ok(Nothing {})
}

pub(crate) fn get_draft(desk: &mut Desk, request: OfForm) -> Reply<FoundDraft> {
    Ok(FoundDraft { draft: all(desk)?.into_iter().find(|d| d.form == request.form) })
}

pub(crate) fn drop_draft(desk: &mut Desk, request: OfForm) -> Reply<Nothing> {
    desk.require_no_import()?;
    store::office::drop_draft(desk.ledger.conn(), desk.actor.user_id, &request.form)?;
    Ok(Nothing {})
}

pub(crate) fn list_drafts(desk: &mut Desk, _: Nothing) -> Reply<Drafts> {
    Ok(Drafts { drafts: all(desk)? })
}

pub(crate) fn all(desk: &Desk) -> Reply<Vec<Draft>> {
    let rows = store::office::drafts(desk.ledger.conn(), desk.actor.user_id)?;
    let draft = |(form, content, kept_at): (String, String, String)| Draft {
        form,
        content,
        kept_at: local_minute(&kept_at),
    };
    Ok(rows.into_iter().map(draft).collect())
}
