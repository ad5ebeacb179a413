-- What a user of PostGraphile would write over the product's tables for the five requests of the benchmark: computed columns,
-- views and functions. They read and write the rows that the bare server reads and writes. Rows are not kept from anybody.

-- W1: figures of the standing that is kept.
CREATE FUNCTION progress_held_half_days(p progress) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT (p.standing::jsonb #>> '{attendance,heldHalfDays}')::integer
$$;

CREATE TYPE missed_half_day AS (course_day_id text, part text, starts_at text);

CREATE FUNCTION progress_missed_half_days(p progress) RETURNS SETOF missed_half_day LANGUAGE sql STABLE AS $$
  SELECT m ->> 'courseDayId', m ->> 'part', m ->> 'startsAt'
  FROM jsonb_array_elements(p.standing::jsonb #> '{attendance,missed}') m
$$;

CREATE FUNCTION progress_planned_minutes(p progress) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT COALESCE(SUM(EXTRACT(EPOCH FROM (a ->> 'endsAt')::timestamptz - (a ->> 'startsAt')::timestamptz) / 60), 0)::integer
  FROM jsonb_array_elements(p.standing::jsonb -> 'ahead') a
  WHERE p.seated = 1 AND (a ->> 'startsAt')::timestamptz > now()
$$;

CREATE FUNCTION progress_remaining_minutes(p progress) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT GREATEST(0, p.target_minutes - p.credited_minutes)
$$;

-- W2
CREATE VIEW certification_status AS
  SELECT t.programme_key, t.track_key, y.code, y.name, y.sort_key, SUM(t.persons)::integer AS persons, SUM(t.enrolled)::integer AS enrolled,
    SUM(t.certified)::integer AS certified, SUM(t.completed)::integer AS completed, SUM(t.withdrawn)::integer AS withdrawn,
    SUM(t.supervision_minutes)::integer AS supervision_minutes, SUM(t.supervision_target_minutes)::integer AS supervision_target_minutes,
    SUM(t.attended_half_days)::integer AS attended_half_days, SUM(t.required_half_days)::integer AS required_half_days
  FROM tally t JOIN municipality y ON y.code = t.municipality_code
  GROUP BY t.programme_key, t.track_key, y.code, y.name, y.sort_key
  HAVING SUM(t.enrolled) + SUM(t.withdrawn) + SUM(t.replaced) > 0;

CREATE VIEW seat_usage AS
  WITH seats AS (
      SELECT s.pool, COUNT(*) FILTER (WHERE s.kind = 'GRANTED') AS granted,
        COUNT(e.id) FILTER (WHERE s.kind <> 'UNCOUNTED') AS held
      FROM seat s LEFT JOIN enrolment e ON e.seat_id = s.id GROUP BY s.pool),
    ever AS (
      SELECT s.pool, COUNT(DISTINCT e.person_id) AS ever FROM enrolment_change c JOIN seat s ON s.id = c.seat_id
      JOIN enrolment e ON e.id = c.enrolment_id WHERE s.kind <> 'UNCOUNTED' GROUP BY s.pool),
    waiting AS (
      SELECT engagement_id || '/' || municipality_code || '/' || track_key AS pool, COUNT(*) AS waiting FROM enrolment
      WHERE status = 'WAITLISTED' GROUP BY 1),
    rules AS (
      SELECT DISTINCT ON (programme_key) programme_key, content::jsonb AS content FROM rule_set
      ORDER BY programme_key, version DESC)
  SELECT n.programme_key, y.code, y.sort_key, n.starts_on, n.id AS engagement_id, t.track ->> 'key' AS track_key, t.place::integer AS place,
    (t.track #>> '{quota,limit}')::integer AS seat_limit, COALESCE(seats.granted, 0)::integer AS granted,
    COALESCE(seats.held, 0)::integer AS held,
    CASE WHEN t.track #> '{quota,limit}' IS NOT NULL THEN
      GREATEST(0, (t.track #>> '{quota,limit}')::integer + COALESCE(seats.granted, 0) - COALESCE(seats.held, 0))::integer
    END AS free,
    COALESCE(ever.ever, 0)::integer AS cumulative_persons, COALESCE(waiting.waiting, 0)::integer AS waiting
  FROM engagement n JOIN engagement_municipality m ON m.engagement_id = n.id JOIN municipality y ON y.code = m.municipality_code
  JOIN rules ON rules.programme_key = n.programme_key
  CROSS JOIN LATERAL jsonb_array_elements(rules.content -> 'tracks') WITH ORDINALITY AS t (track, place)
  LEFT JOIN seats ON seats.pool = n.id || '/' || y.code || '/' || (t.track ->> 'key')
  LEFT JOIN ever ON ever.pool = seats.pool LEFT JOIN waiting ON waiting.pool = n.id || '/' || y.code || '/' || (t.track ->> 'key');

CREATE FUNCTION seat_usage_of(programme text) RETURNS SETOF seat_usage LANGUAGE sql STABLE AS $$
  SELECT * FROM seat_usage u WHERE u.programme_key = programme ORDER BY u.sort_key, u.starts_on, u.engagement_id, u.place
$$;

CREATE FUNCTION certification_status_of_all() RETURNS SETOF certification_status LANGUAGE sql STABLE AS $$
  SELECT * FROM certification_status c ORDER BY c.programme_key, c.track_key, c.sort_key
$$;

-- W3: 50 and one more, which tells whether there are more.
CREATE FUNCTION enrolments_taught(provider_key text, track_key text, after_sort_key text, after_id text) RETURNS SETOF enrolment
LANGUAGE sql STABLE AS $$
  SELECT e.* FROM enrolment_listing t JOIN enrolment e ON e.id = t.enrolment_id
  WHERE t.reader = (SELECT id FROM provider WHERE key = provider_key)
    AND t.programme_key = 'AD_BOSTOETTE_2019' AND t.track_key = enrolments_taught.track_key
    AND (t.person_key, t.enrolment_id) > (after_sort_key, after_id)
  ORDER BY t.person_key, t.enrolment_id LIMIT 51
$$;

-- W4: the records, what the log says of them, and the figures that follow.
CREATE FUNCTION record_sheet(provider_key text, day_id text, absent text[]) RETURNS course_day LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  day course_day;
  moment text := to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
  recorder text := 'bench:' || provider_key;
BEGIN
  SELECT d.* INTO day FROM course_day d JOIN cohort c ON c.id = d.cohort_id JOIN provider v ON v.id = c.provider_id
    WHERE d.id = day_id AND v.key = provider_key;
  IF day.id IS NULL THEN RAISE EXCEPTION 'There is no such day'; END IF;
  WITH member AS (
      SELECT e.id, CASE WHEN e.id = ANY (absent) THEN 'ABSENT' ELSE 'PRESENT' END AS state FROM enrolment e
      WHERE e.cohort_id = day.cohort_id AND e.seat_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM attendance a WHERE a.course_day_id = day.id AND a.enrolment_id = e.id AND a.superseded_at IS NULL)),
    half AS (SELECT m.id, m.state, h.part FROM member m CROSS JOIN (VALUES ('AM'), ('PM')) AS h (part)),
    recorded AS (
      INSERT INTO attendance (id, enrolment_id, course_day_id, part, state, recorded_at, recorded_by)
      SELECT 'fac_' || replace(gen_random_uuid()::text, '-', ''), h.id, day.id, h.part, h.state, moment, recorder FROM half h)
  INSERT INTO audit_event (recorded_at, recorded_by, action, subject_id, after, salt)
    SELECT moment, recorder, 'attendanceRecord', h.id,
      '{"halfDayId":"' || day.id || ':' || h.part || '","state":"' || h.state || '","notified":null,"makesUpHalfDayId":null}',
      translate(encode(uuid_send(gen_random_uuid()), 'base64'), '+/=', '-_')
    FROM half h;
  UPDATE progress g SET attended_half_days = (
      SELECT COUNT(*) FROM attendance a WHERE a.enrolment_id = g.enrolment_id AND a.state = 'PRESENT'
        AND a.superseded_at IS NULL AND a.makes_up_course_day_id IS NULL)
    WHERE g.enrolment_id IN (SELECT e.id FROM enrolment e WHERE e.cohort_id = day.cohort_id);
  RETURN day;
END $$;

CREATE FUNCTION course_day_status(d course_day) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN EXISTS (SELECT 1 FROM attendance a WHERE a.course_day_id = d.id AND a.superseded_at IS NULL)
    THEN 'HELD' ELSE 'PLANNED' END
$$;
