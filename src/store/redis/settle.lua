-- Records what became of a claim, with other changes. Runs on a full server too, since it mostly makes room.
local lane, mark, token = arg(), arg(), arg()
local how, moment, text = arg(), arg(), arg()
local changes = read_changes()
local team = changes.team
local claim = lane .. ':' .. team .. ':' .. mark

if not holds(claim) or claim_of(claim) ~= token then return { 'late', '' } end
local seen = seen_before(changes)
if not seen then
  if not rests(changes) then return { 'conflict', '' } end
  write(changes)
end

local value = call('HGET', items(team), mark)
if claim_of(claim) ~= token or not value then return { 'saved', '' } end -- its own changes took it back
local _, due, again, lease = claim_of(claim)
if how == 'going' then
  call('HSET', items(team), mark, with_progress(value, text))
  lease_claim(claim, lease)
elseif how == 'again' then
  call('HSET', items(team), mark, with_progress(value, text))
  end_claim(claim)
  if again ~= '' and tonumber(again) < tonumber(moment) then moment = again end -- it was rung since
  enqueue(lane, team, mark, moment)
elseif how == 'done' and again ~= '' then
  call('HSET', items(team), mark, with_progress(value, ''))
  end_claim(claim)
  enqueue(lane, team, mark, again)
else
  remove(team, mark)
  if how == 'dead' then
    local letter = string.format('%.0f', changes.now) .. ':' .. claim
    call('ZADD', root .. ':x', changes.now, letter)
    call('HSET', root .. ':y', letter, due .. '|' .. #text .. ':' .. text .. value)
  end
end
return { 'saved', '' }
