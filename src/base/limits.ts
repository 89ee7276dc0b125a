/** Every bound in one place, unit in the name. `docs/SPEC.md` LIM lists them; a test compares both. */
export const limits = {
  /** Xero asks for about 50 elements a write call. */
  writeElementsMax: 50,
  /** GET ?IDs=: 50 ids of 37 characters stay under every URL limit we know. */
  readIdsMax: 50,
  /** Xero's largest page. */
  pageSizeMax: 1000,
  /** A guard against a pager that never ends: 1,000 pages of 1,000. */
  pagesMax: 1000,
  responseBytesMax: 64 * 1024 * 1024,
  /** Hard deadline of one call; shorter than the lease (RULES P2). */
  callDeadlineMs: 25_000,
  leaseMs: 60_000,
  /** An unguarded write of unknown outcome may be sent again, same key and bytes, within this window … */
  replayWindowMs: 5 * 60_000,
  /** … but not before the last sending had time to land, even if it was carried out long after we gave up. */
  replayAfterMs: 50_000,
  /** A claimed call leaves within this time or not at all, so that its claim tells when it was sent. */
  sendWithinMs: 5_000,
  /** Absence counts only when the last look is at least this long after the sending. */
  absenceAfterMs: 10 * 60_000,
  /** Cursor overlap: how far behind the answer's own time the next read starts. */
  cursorOverlapMs: 60_000,
  referenceDataAgeMaxMs: 24 * 60 * 60_000,
  /** Records planned together. */
  planChunk: 1000,
  /** A visible rounding line may carry at most this much, in the invoice's currency. */
  roundingLineMax: '0.05',
  /** People keep this share of every Xero limit (RULES P13). */
  peopleSlots: 1,
  peopleMinuteCalls: 10,
  peopleDayShare: 0.1,
  xeroConcurrentMax: 5,
  xeroMinuteMax: 60,
  importLineBytesMax: 1024 * 1024,
  apiPageMax: 200,
} as const;
