/** A schema to the last word, to see that a way down and up again leaves nothing different. */
import type { DataSource } from 'typeorm';

/** Everything that is defined in a database, one line for each thing, in order. */
export async function definitionOf(source: DataSource): Promise<string[]> {
  const rows: { line: string }[] = await source.query(
    source.options.type === 'postgres' ? IN_POSTGRES : IN_SQLITE,
  );
  return rows.map(({ line }) => line.replaceAll(/\s+/g, ' ')).sort();
}

const IN_SQLITE = `
  SELECT type || ' ' || name || ' of ' || tbl_name || ': ' || COALESCE(sql, 'made by itself') AS line FROM sqlite_master`;

/** Tables, sequences and views; columns; constraints; indexes; triggers; functions; types. */
const IN_POSTGRES = `
  WITH relation AS (
    SELECT c.* FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()
  )
  SELECT format('relation %s: kind %s, persistence %s, options %s, row security %s',
      relname, relkind, relpersistence, reloptions, relrowsecurity) AS line
    FROM relation WHERE relkind <> 'i'
  UNION ALL
  SELECT format('column %s.%s: place %s, %s, collation %s, required %s, default %s, identity "%s", generated "%s"',
      relname, attname, row_number() OVER (PARTITION BY attrelid ORDER BY attnum), format_type(atttypid, atttypmod),
      collname, attnotnull, pg_get_expr(adbin, adrelid), attidentity, attgenerated)
    FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid AND attnum > 0 AND NOT attisdropped
    LEFT JOIN pg_collation l ON l.oid = attcollation
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE relkind <> 'i'
  UNION ALL
  SELECT format('constraint %s of %s: %s, kind %s, validated %s', conname, relname, pg_get_constraintdef(k.oid), contype, convalidated)
    FROM relation r JOIN pg_constraint k ON k.conrelid = r.oid
  UNION ALL
  SELECT format('index %s, valid %s', pg_get_indexdef(indexrelid), indisvalid)
    FROM relation r JOIN pg_index i ON i.indrelid = r.oid
  UNION ALL
  SELECT format('trigger %s, enabled %s', pg_get_triggerdef(t.oid), tgenabled)
    FROM relation r JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT tgisinternal
  UNION ALL
  SELECT format('function %s', pg_get_functiondef(p.oid))
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace AND n.nspname = current_schema()
  UNION ALL
  SELECT format('sequence %s: %s from %s to %s by %s, starting at %s, cycling %s', sequencename, data_type, min_value,
      max_value, increment_by, start_value, cycle)
    FROM pg_sequences WHERE schemaname = current_schema()
  UNION ALL
  SELECT format('type %s: kind %s', typname, typtype)
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace AND n.nspname = current_schema()
    WHERE typtype NOT IN ('b', 'c')`;
