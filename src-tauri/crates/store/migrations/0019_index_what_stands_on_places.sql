-- Before a place goes it is asked what stands on it, by its removal and by the foreign keys: each time all dwellings were
-- read. The indexes of names and rooms leave out the recycle bin and cannot be asked.
CREATE INDEX units_by_building ON units (building_id);
CREATE INDEX dwellings_by_building ON dwellings (building_id);
CREATE INDEX dwellings_by_unit ON dwellings (unit_id) WHERE unit_id IS NOT NULL;
