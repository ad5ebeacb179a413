/** Takes back what a failed work did. Answers whether the database did as it was told. */
export async function rollBack(
  runner: { query(text: string): Promise<unknown> },
  ...statements: readonly string[]
): Promise<boolean> {
  try {
    for (const statement of statements) await runner.query(statement);
    return true;
  } catch {
    // The database may have rolled back by itself (disk full, connection gone); the first error is the one to report.
    return false;
  }
}
