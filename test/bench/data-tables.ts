/** The tables that the made-up history fills, with the columns of each row in the order in which it is given. */
export const TABLES = {
  actor: 'subject name roles first_seen_at named_at',
  provider: 'id key name recorded_at recorded_by',
  engagement: 'id programme_key rule_version starts_on recorded_at recorded_by',
  engagement_municipality: 'engagement_id municipality_code',
  seat: 'id pool engagement_id municipality_code track_key kind number reason recorded_at recorded_by',
  cohort: 'id programme_key rule_version track_key name provider_id recorded_at recorded_by',
  course_day: 'id cohort_id type unit day cancelled recorded_at recorded_by',
  course_day_plan:
    'id course_day_id date am_starts_at am_ends_at pm_starts_at pm_ends_at venue cancelled recorded_at recorded_by',
  person: 'id name email sort_key search_text recorded_at recorded_by',
  affiliation:
    'id person_id municipality_code organisation organisation_type unit role recorded_at recorded_by',
  affiliation_period: 'id affiliation_id person_id recorded_at recorded_by',
  enrolment:
    'id person_id engagement_id municipality_code programme_key rule_version track_key capacity continues_as_guest status seat_id cohort_id affiliation_id recorded_at recorded_by',
  enrolment_person: 'id enrolment_id person_id affiliation_id recorded_at recorded_by',
  enrolment_change:
    'enrolment_id sequence engagement_id municipality_code rule_version capacity continues_as_guest status seat_id cohort_id valid_on reason recorded_at recorded_by',
  attendance:
    'id enrolment_id course_day_id part state notified makes_up_course_day_id makes_up_part recorded_at recorded_by',
  supervision_group: 'id programme_key track_key name provider_id recorded_at recorded_by',
  group_member: 'id group_id enrolment_id recorded_at recorded_by',
  supervision_meeting:
    'id group_id planned_starts_at planned_ends_at host_municipality_code status recorded_at recorded_by',
  supervision_record: 'id meeting_id started_at ended_at break_minutes recorded_at recorded_by',
  presence: 'id meeting_id enrolment_id from_at absent guest recorded_at recorded_by',
  certification_attempt: 'id enrolment_id course_day_id number outcome video held_on recorded_at recorded_by',
  certificate:
    'id number version enrolment_id person_id programme_key title holder_name issued_on snapshot status recorded_at recorded_by',
  certificate_event: 'certificate_id sequence kind valid_on recorded_at recorded_by',
} as const satisfies Record<string, string>;

export type TableName = keyof typeof TABLES;
export type Value = string | number | null;
/** Takes one row. Rows come in an order in which every reference is to a row that was there before. */
export type Emit = (table: TableName, row: readonly Value[]) => void;

export const columnsOf = (table: TableName): string[] => TABLES[table].split(' ');
