/** Faults of one record that are listed; a record of a million bad fields gets no answer of a million sentences. */
const recordFaultsMax = 100;

/** Adds a fault to a list, up to its limit; the last place says that there are more. */
export function addFault(faults: string[], fault: string, faultsMax: number = recordFaultsMax): void {
  if (faults.length < faultsMax) faults.push(fault);
  else if (faults.length === faultsMax) faults.push('further faults are not listed');
}
