/** India's states and union territories. */
interface State {
  /** As it is stored. */
  readonly name: string;
  /** Two-letter codes: those of vehicles and of ISO 3166-2, former ones too. */
  readonly codes: readonly string[];
  /** Of GST; of territories that were joined or split also the former ones. */
  readonly gst: readonly string[];
  /** Other names in use. */
  readonly names: readonly string[];
}

export const indianStates: readonly State[] = [
  { name: 'Jammu and Kashmir', codes: ['JK'], gst: ['01'], names: ['J and K'] },
  { name: 'Himachal Pradesh', codes: ['HP'], gst: ['02'], names: [] },
  { name: 'Punjab', codes: ['PB'], gst: ['03'], names: [] },
  { name: 'Chandigarh', codes: ['CH'], gst: ['04'], names: [] },
  { name: 'Uttarakhand', codes: ['UK', 'UT', 'UA'], gst: ['05'], names: ['Uttaranchal'] },
  { name: 'Haryana', codes: ['HR'], gst: ['06'], names: [] },
  { name: 'Delhi', codes: ['DL'], gst: ['07'], names: ['New Delhi', 'NCT of Delhi', 'Delhi NCT'] },
  { name: 'Rajasthan', codes: ['RJ'], gst: ['08'], names: [] },
  { name: 'Uttar Pradesh', codes: ['UP'], gst: ['09'], names: [] },
  { name: 'Bihar', codes: ['BR'], gst: ['10'], names: [] },
  { name: 'Sikkim', codes: ['SK'], gst: ['11'], names: [] },
  { name: 'Arunachal Pradesh', codes: ['AR'], gst: ['12'], names: [] },
  { name: 'Nagaland', codes: ['NL'], gst: ['13'], names: [] },
  { name: 'Manipur', codes: ['MN'], gst: ['14'], names: [] },
  { name: 'Mizoram', codes: ['MZ'], gst: ['15'], names: [] },
  { name: 'Tripura', codes: ['TR'], gst: ['16'], names: [] },
  { name: 'Meghalaya', codes: ['ML'], gst: ['17'], names: [] },
  { name: 'Assam', codes: ['AS'], gst: ['18'], names: [] },
  { name: 'West Bengal', codes: ['WB'], gst: ['19'], names: [] },
  { name: 'Jharkhand', codes: ['JH'], gst: ['20'], names: [] },
  { name: 'Odisha', codes: ['OD', 'OR'], gst: ['21'], names: ['Orissa'] },
  { name: 'Chhattisgarh', codes: ['CG', 'CT'], gst: ['22'], names: ['Chattisgarh', 'Chhatisgarh'] },
  { name: 'Madhya Pradesh', codes: ['MP'], gst: ['23'], names: [] },
  { name: 'Gujarat', codes: ['GJ'], gst: ['24'], names: [] },
  {
    name: 'Dadra and Nagar Haveli and Daman and Diu',
    codes: ['DD', 'DN', 'DH'],
    gst: ['25', '26'],
    names: ['Dadra and Nagar Haveli', 'Daman and Diu'],
  },
  { name: 'Maharashtra', codes: ['MH'], gst: ['27'], names: [] },
  { name: 'Andhra Pradesh', codes: ['AP', 'AD'], gst: ['28', '37'], names: [] },
  { name: 'Karnataka', codes: ['KA'], gst: ['29'], names: [] },
  { name: 'Goa', codes: ['GA'], gst: ['30'], names: [] },
  { name: 'Lakshadweep', codes: ['LD'], gst: ['31'], names: ['Lakshadweep Islands'] },
  { name: 'Kerala', codes: ['KL'], gst: ['32'], names: [] },
  { name: 'Tamil Nadu', codes: ['TN'], gst: ['33'], names: [] },
  { name: 'Puducherry', codes: ['PY'], gst: ['34'], names: ['Pondicherry'] },
  { name: 'Andaman and Nicobar Islands', codes: ['AN'], gst: ['35'], names: ['Andaman and Nicobar'] },
  { name: 'Telangana', codes: ['TS', 'TG'], gst: ['36'], names: ['Telengana'] },
  { name: 'Ladakh', codes: ['LA'], gst: ['38'], names: [] },
];
