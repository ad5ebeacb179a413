/** Says whether the server can do its work now; given by whoever owns the database. */
export abstract class ReadinessProbe {
  /** False, or an error, takes this server out of service until it answers true again. */
  abstract check(): Promise<boolean>;
}
