"""The board of open cases."""

from sqlalchemy.ext.asyncio import AsyncSession

from registry.situation import queries, rules
from schemas import registry as wire
from servicekit import clock
from servicekit.access import Principal


async def of_region(session: AsyncSession, principal: Principal, region: str) -> wire.FollowUpBoard:
    level, at = rules.level_below(region), clock.business_now()
    found = await queries.cases_by_area(session, principal, region=region, level=level, at=at)
    by_area = {row.area: row for row in found}
    items = []
    for code in rules.rows_of(region, level, by_area):
        row = by_area.get(int(code))
        items.append(
            wire.FollowUpBoardRow(
                region=code,
                region_name=rules.name_of(code),
                open=row.open if row else 0,
                overdue=row.overdue if row else 0,
            )
        )
    return wire.FollowUpBoard(
        region=region,
        region_name=rules.name_of(region),
        as_of=at,
        open=sum(row.open for row in found),
        overdue=sum(row.overdue for row in found),
        items=items,
    )
