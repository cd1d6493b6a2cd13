-- A movement says what it changes and nothing else; what a person is on a day follows from all of them in order.
-- hukou_change, living_change: kept, left, joined, related. dwelling_change: kept, lived_in, behind_hukou.
-- Until now each told the whole standing after it, as it was known when it was entered. What it changed is what differs
-- from the movement before it among those that were there at that time.
ALTER TABLE movements ADD COLUMN hukou_change TEXT;
ALTER TABLE movements ADD COLUMN living_change TEXT;
ALTER TABLE movements ADD COLUMN dwelling_change TEXT;

CREATE TABLE movements_before (
    id INTEGER PRIMARY KEY,
    before_id INTEGER
) STRICT;
INSERT INTO movements_before
SELECT m.id, (
    SELECT b.id FROM movements AS b
    WHERE b.person_id = m.person_id AND b.id < m.id AND b.happened_on <= m.happened_on
        AND (b.deleted_at IS NULL OR b.deleted_at > m.created_at)
    ORDER BY b.happened_on DESC, b.id DESC LIMIT 1)
FROM movements AS m;

CREATE TABLE movements_told (
    id INTEGER PRIMARY KEY,
    hukou_change TEXT NOT NULL,
    living_change TEXT NOT NULL,
    dwelling_change TEXT NOT NULL
) STRICT;
INSERT INTO movements_told
SELECT m.id,
    CASE
        WHEN m.kind IN ('died', 'cancelled') THEN 'left'
        WHEN m.hukou_household_id IS NULL THEN CASE WHEN b.hukou_household_id IS NULL THEN 'kept' ELSE 'left' END
        WHEN m.hukou_household_id IS NOT b.hukou_household_id THEN 'joined'
        WHEN m.hukou_relation IS NOT b.hukou_relation THEN 'related'
        ELSE 'kept'
    END,
    CASE
        WHEN m.kind IN ('died', 'cancelled') THEN 'left'
        WHEN m.living_household_id IS NULL THEN CASE WHEN b.living_household_id IS NULL THEN 'kept' ELSE 'left' END
        WHEN m.living_household_id IS NOT b.living_household_id THEN 'joined'
        WHEN m.living_relation IS NOT b.living_relation THEN 'related'
        ELSE 'kept'
    END,
    CASE
        WHEN m.hukou_household_id IS NULL AND m.living_household_id IS NULL THEN 'kept'
        WHEN m.dwelling_id IS b.dwelling_id
            AND (m.living_household_id IS NULL) = (b.living_household_id IS NULL) THEN 'kept'
        WHEN m.living_household_id IS NOT NULL THEN 'lived_in'
        ELSE 'behind_hukou'
    END
FROM movements AS m JOIN movements_before AS o ON o.id = m.id LEFT JOIN movements AS b ON b.id = o.before_id;

-- What a movement does not say, it does not keep either.
UPDATE movements SET
    hukou_change = t.hukou_change,
    living_change = t.living_change,
    dwelling_change = t.dwelling_change,
    hukou_household_id = CASE WHEN t.hukou_change IN ('joined', 'related') THEN movements.hukou_household_id END,
    hukou_relation = CASE WHEN t.hukou_change IN ('joined', 'related') THEN movements.hukou_relation END,
    living_household_id = CASE WHEN t.living_change IN ('joined', 'related') THEN movements.living_household_id END,
    living_relation = CASE WHEN t.living_change IN ('joined', 'related') THEN movements.living_relation END,
    dwelling_id = CASE WHEN t.dwelling_change <> 'kept' THEN movements.dwelling_id END
FROM movements_told AS t WHERE t.id = movements.id;

-- The images of these rows say the same, so that acts of before can still be taken back.
UPDATE changes SET
    after_json = CASE WHEN after_json IS NOT NULL THEN json_set(after_json,
        '$.hukou_change', m.hukou_change, '$.living_change', m.living_change, '$.dwelling_change', m.dwelling_change,
        '$.hukou_household_id', m.hukou_household_id, '$.hukou_relation', m.hukou_relation,
        '$.living_household_id', m.living_household_id, '$.living_relation', m.living_relation,
        '$.dwelling_id', m.dwelling_id) END,
    before_json = CASE WHEN before_json IS NOT NULL THEN json_set(before_json,
        '$.hukou_change', m.hukou_change, '$.living_change', m.living_change, '$.dwelling_change', m.dwelling_change,
        '$.hukou_household_id', m.hukou_household_id, '$.hukou_relation', m.hukou_relation,
        '$.living_household_id', m.living_household_id, '$.living_relation', m.living_relation,
        '$.dwelling_id', m.dwelling_id) END
FROM movements AS m WHERE changes.table_name = 'movements' AND m.id = changes.row_id;
-- Of rows that an undo removed for good only the image is left: it goes on telling the whole standing.
UPDATE changes SET
    after_json = CASE WHEN after_json IS NOT NULL THEN json_set(after_json,
        '$.hukou_change', NULL, '$.living_change', NULL, '$.dwelling_change', NULL) END,
    before_json = CASE WHEN before_json IS NOT NULL THEN json_set(before_json,
        '$.hukou_change', NULL, '$.living_change', NULL, '$.dwelling_change', NULL) END
WHERE table_name = 'movements' AND row_id NOT IN (SELECT id FROM movements);

DROP TABLE movements_told;
DROP TABLE movements_before;
