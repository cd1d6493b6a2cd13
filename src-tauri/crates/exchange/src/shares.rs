//! Columns shared among the bands of a page, or the pages of a sheet side by side: as few as there can be, about as wide as
//! each other. What stands under one heading stays together where no band is then much wider than the others, and nothing is
//! left alone where it need not be.

/// A heading that goes on in the next band is as bad as two bands of which one is wider by a third than their mean.
const BROKEN: f32 = 0.25;
/// One column of a heading without its neighbours, or a band of one column, is worse.
const ALONE: f32 = 0.5;

/// Where each band ends, of columns of these widths under these headings (or none), no band wider than `room`; no column is.
pub(crate) fn ends(widths: &[f32], groups: &[&str], room: f32) -> Vec<usize> {
    let count = fewest(widths, room);
    let all = widths.len();
    let mut until = Vec::with_capacity(all + 1);
    let mut passed = 0.0;
    until.push(passed);
    for width in widths {
        passed += width;
        until.push(passed);
    }
    let even = (passed / count.max(1) as f32).max(0.01);
    // Of the first columns, so many: the least cost of sharing them among the bands so far, and where the last band begins.
    let mut cost = vec![f32::INFINITY; all + 1];
    cost[0] = 0.0;
    let mut begun: Vec<Vec<usize>> = Vec::with_capacity(count);
    for _ in 0..count {
        let mut next = vec![f32::INFINITY; all + 1];
        let mut from = vec![0; all + 1];
        for end in 1..=all {
            for begin in (0..end).rev() {
                let wide = until[end] - until[begin];
                if wide > room + 0.01 {
                    break;
                }
                let off = wide / even - 1.0;
                let tried = cost[begin] + off * off + told(groups, begin, end);
                if tried < next[end] {
                    next[end] = tried;
                    from[end] = begin;
                }
            }
        }
        cost = next;
        begun.push(from);
    }
    let mut ends = Vec::with_capacity(count);
    let mut end = all;
    for from in begun.iter().rev() {
        ends.push(end);
        end = from[end];
    }
    ends.reverse();
    ends
}

/// How many bands there are at least.
fn fewest(widths: &[f32], room: f32) -> usize {
    let (mut count, mut used) = (0, f32::INFINITY);
    for width in widths {
        if used + width > room {
            (count, used) = (count + 1, 0.0);
        }
        used += width;
    }
    count
}

/// What is bad about a band from one column up to another, beside its width.
fn told(groups: &[&str], begin: usize, end: usize) -> f32 {
    let is_one = |n: usize| n > 0 && n < groups.len() && !groups[n].is_empty() && groups[n - 1] == groups[n];
    let is_alone = |n: usize| !is_one(n) || n == begin || n == end;
    let mut bad = 0.0;
    if is_one(end) {
        bad += BROKEN;
    }
    let is_first_alone = is_one(begin) && is_alone(begin + 1);
    let is_last_alone = is_one(end) && is_alone(end - 1);
    if end - begin == 1 || is_first_alone || is_last_alone {
        bad += ALONE;
    }
    bad
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 人口统计表: so many columns before the ages, eleven ages, three after them.
    fn month(before: usize) -> Vec<&'static str> {
        [vec![""; before], vec!["年龄（岁）"; 11], vec![""; 3]].concat()
    }

    #[test]
    fn the_ages_of_a_month_stay_together_and_no_age_stands_alone() {
        // 27 and 26 columns of 15 mm in two bands of at most 16: the even shares, 14 and 13, would leave 0–6 in the first.
        assert_eq!(ends(&[15.0; 27], &month(13), 240.0), [13, 27]);
        assert_eq!(ends(&[15.0; 26], &month(12), 240.0), [12, 26]);
        // Three bands: whole, the ages would make one of 14 beside two of 6 and 7; they are shared, and by more than one.
        for before in [12, 13] {
            let groups = month(before);
            let ends = ends(&vec![15.0; groups.len()], &groups, 160.0);
            assert_eq!(ends.len(), 3);
            let mut begin = 0;
            for end in ends {
                let ages = groups[begin..end].iter().filter(|group| !group.is_empty()).count();
                assert!(ages != 1 && end - begin > 6, "{begin} to {end} has {ages} ages");
                begin = end;
            }
        }
    }

    #[test]
    fn columns_without_headings_are_shared_evenly_and_none_stands_alone() {
        for count in 2..60 {
            let ends = ends(&vec![10.0; count], &vec![""; count], 95.0);
            assert_eq!(ends.len(), count.div_ceil(9), "{count}: as few as there can be");
            assert_eq!(ends.last(), Some(&count));
            let begins = [0].into_iter().chain(ends.iter().copied());
            let shares: Vec<usize> = begins.zip(&ends).map(|(begin, end)| end - begin).collect();
            let (least, most) = (shares.iter().min().unwrap(), shares.iter().max().unwrap());
            assert!(most - least <= 1 && *least > 1, "{count}: {shares:?}");
        }
    }

    #[test]
    fn a_heading_is_broken_before_a_band_is_much_wider_than_another() {
        // Two columns and eighteen under one heading: whole, it would make bands of 20 and 180 mm.
        let groups = [vec![""; 2], vec!["类别"; 18]].concat();
        assert_eq!(ends(&[10.0; 20], &groups, 190.0), [10, 20]);
        // Three and five: whole, though 30 and 50.
        let groups = [vec![""; 3], vec!["类别"; 5]].concat();
        assert_eq!(ends(&[10.0; 8], &groups, 60.0), [3, 8]);
    }

    #[test]
    fn one_column_and_none_make_a_band_and_none() {
        assert_eq!(ends(&[50.0], &[""], 50.0), [1]);
        assert_eq!(ends(&[], &[], 50.0), [0; 0]);
    }
}
