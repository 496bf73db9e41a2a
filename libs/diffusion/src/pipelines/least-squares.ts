/**
 * The linear map that comes closest to all given pairs: `Y ≈ X W`, by the normal equations `(XᵀX + λI) W = XᵀY`, with
 * just enough ridge λ that columns which say the same do not matter.
 *
 * @param inputs X, a row a pair
 * @param outputs Y, a row a pair
 * @returns W: a row for each column of X
 */
export function leastSquares(inputs: readonly Float64Array[], outputs: readonly Float64Array[]): Float64Array[] {
  const columns = inputs[0]?.length ?? 0;
  const targets = outputs[0]?.length ?? 0;
  const ridge = 1e-6 * inputs.length;
  // Each row is [XᵀX + λI | XᵀY] of one column.
  const rows = Array.from({ length: columns }, (_, column) => {
    const row = new Float64Array(columns + targets);
    row[column] = ridge;
    inputs.forEach((input, pair) => {
      addScaled(row, 0, input, input[column] ?? 0);
      addScaled(row, columns, outputs[pair] ?? new Float64Array(targets), input[column] ?? 0);
    });
    return row;
  });
  rows.forEach((row, pivot) => {
    const scale = 1 / (row[pivot] ?? 1);
    for (let at = 0; at < row.length; at += 1) row[at] = (row[at] ?? 0) * scale;
    for (const other of rows) if (other !== row) addScaled(other, 0, row, -(other[pivot] ?? 0));
  });
  return rows.map((row) => row.slice(columns));
}

function addScaled(row: Float64Array, offset: number, values: Float64Array, factor: number): void {
  for (let at = 0; at < values.length; at += 1) row[offset + at] = (row[offset + at] ?? 0) + factor * (values[at] ?? 0);
}
