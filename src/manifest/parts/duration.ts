/** A Go duration (`1m30s`, `500ms`) as a number of milliseconds; fractions are kept down to the nanosecond. */
export type Milliseconds = number;
