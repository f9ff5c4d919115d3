/** Words of the frame around the administration's pages. */
export const text = {
  title: 'Administration',
  tabs: 'Pages of the administration',
  organisations: 'Organisations',
  organisationsLead: 'Who takes part beside residential users. An organisation sees the meters that are assigned to it.',
};
